//! What an operand begins with: a name, a literal, a list, a dict, or something in parentheses.

use num_traits::ToPrimitive;
use smol_str::SmolStr;

use super::{Parser, token::Token, tree::Expr};
use crate::template::fault::{Fault, Outcome};

impl Parser {
    pub(super) fn primary(&mut self) -> Outcome<Expr> {
        self.height = 0;
        let expression = match self.current() {
            Token::Name(name) => match name.as_str() {
                "true" | "True" => Expr::Bool(true),
                "false" | "False" => Expr::Bool(false),
                "none" | "None" => Expr::None,
                other => {
                    let name = SmolStr::new(other);
                    self.seen.caller |= name == "caller";
                    self.seen.varargs |= name == "varargs";
                    self.seen.kwargs |= name == "kwargs";
                    Expr::Name(name)
                }
            },
            Token::Text(first) => {
                let mut text = first.to_string();
                while let Token::Text(next) = self.ahead(1) {
                    text.push_str(next);
                    self.position += 1;
                }
                Expr::Text(SmolStr::from(text))
            }
            Token::Integer(number) => match number.to_i64() {
                Some(number) => Expr::Int(number),
                None => Expr::Big(number.clone()),
            },
            Token::Float(number) => Expr::Float(*number),
            Token::Operator("(") => {
                self.advance();
                let (mut items, is_tuple) = self.tuple_items(true, &[])?;
                self.expect_operator(")")?;
                return Ok(match items.pop() {
                    Some(single) if !is_tuple => single,
                    last => {
                        items.extend(last);
                        Expr::Tuple(items)
                    }
                });
            }
            Token::Operator("[") => return self.list(),
            Token::Operator("{") => return self.dict(),
            other => return Err(Fault::syntax(format!("unexpected '{}'", other.describe()))),
        };
        self.advance();
        Ok(expression)
    }

    fn list(&mut self) -> Outcome<Expr> {
        self.advance();
        let mut items = Vec::new();
        let mut height = 0;
        while !self.is_operator("]") {
            if !items.is_empty() {
                self.expect_operator(",")?;
                if self.is_operator("]") {
                    break;
                }
            }
            items.push(self.expression()?);
            height = height.max(self.height);
        }
        self.expect_operator("]")?;
        self.grow(height)?;
        Ok(Expr::List(items))
    }

    fn dict(&mut self) -> Outcome<Expr> {
        self.advance();
        let mut items = Vec::new();
        let mut height = 0;
        while !self.is_operator("}") {
            if !items.is_empty() {
                self.expect_operator(",")?;
                if self.is_operator("}") {
                    break;
                }
            }
            let key = self.expression()?;
            height = height.max(self.height);
            self.expect_operator(":")?;
            items.push((key, self.expression()?));
            height = height.max(self.height);
        }
        self.expect_operator("}")?;
        self.grow(height)?;
        Ok(Expr::Dict(items))
    }
}
