//! What follows an operand: attributes, subscripts, calls, filters and tests.

use num_traits::ToPrimitive;
use smol_str::SmolStr;

use super::{
    Parser,
    token::Token,
    tree::{Arguments, Expr, Unary},
};
use crate::template::fault::{Fault, Outcome};

impl Parser {
    pub(super) fn postfix(&mut self, mut expression: Expr) -> Outcome<Expr> {
        loop {
            expression = match self.current() {
                Token::Operator(".") => self.dotted(expression)?,
                Token::Operator("[") => self.subscript(expression)?,
                Token::Operator("(") => self.call(expression)?,
                _ => return Ok(expression),
            };
        }
    }

    pub(super) fn filters_and_tests(&mut self, mut expression: Expr) -> Outcome<Expr> {
        loop {
            expression = match self.current() {
                Token::Operator("|") => {
                    self.advance();
                    self.filter(expression)?
                }
                Token::Name(name) if name == "is" => self.test(expression)?,
                // Calls are taken after filters too.
                Token::Operator("(") => self.call(expression)?,
                _ => return Ok(expression),
            };
        }
    }

    fn dotted(&mut self, owner: Expr) -> Outcome<Expr> {
        self.advance();
        self.grow(0)?;
        let expression = match self.current() {
            Token::Name(name) => Expr::Attribute(Box::new(owner), name.clone()),
            Token::Integer(number) => {
                let index = number.to_i64().unwrap_or(i64::MAX);
                Expr::Item(Box::new(owner), Box::new(Expr::Int(index)))
            }
            _ => return Err(Fault::syntax("expected name or number")),
        };
        self.advance();
        Ok(expression)
    }

    fn subscript(&mut self, owner: Expr) -> Outcome<Expr> {
        self.advance();
        let mut height = self.height;
        let mut indices = Vec::new();
        while !self.is_operator("]") {
            if !indices.is_empty() {
                self.expect_operator(",")?;
            }
            indices.push(self.index()?);
            height = height.max(self.height);
        }
        self.advance();
        let index = match indices.pop() {
            Some(single) if indices.is_empty() => single,
            last => {
                indices.extend(last);
                Expr::Tuple(indices)
            }
        };
        self.grow(height + 1)?;
        Ok(Expr::Item(Box::new(owner), Box::new(index)))
    }

    fn index(&mut self) -> Outcome<Expr> {
        let mut begin = None;
        if !self.is_operator(":") {
            let index = self.expression()?;
            if !self.is_operator(":") {
                return Ok(index);
            }
            begin = Some(index);
        }
        self.advance();
        let mut end = None;
        if !self.is_operator(":") {
            end = self.slice_part()?;
        }
        let step = if self.skip_operator(":") {
            self.slice_part()?
        } else {
            None
        };
        self.grow(0)?;
        Ok(Expr::Slice(Box::new([begin, end, step])))
    }

    fn slice_part(&mut self) -> Outcome<Option<Expr>> {
        if self.is_operator("]") || self.is_operator(",") {
            Ok(None)
        } else {
            self.expression().map(Some)
        }
    }

    fn call(&mut self, callee: Expr) -> Outcome<Expr> {
        let height = self.height;
        let arguments = self.arguments()?;
        self.grow(height)?;
        Ok(Expr::Call(Box::new(callee), Box::new(arguments)))
    }

    fn arguments(&mut self) -> Outcome<Arguments> {
        let invalid = || Fault::syntax("invalid syntax for function call expression");
        self.expect_operator("(")?;
        let mut arguments = Arguments::default();
        let mut height = 0;
        let mut is_first = true;
        while !self.is_operator(")") {
            if !is_first {
                self.expect_operator(",")?;
                if self.is_operator(")") {
                    break;
                }
            }
            is_first = false;
            let starred = arguments.more_positional.is_some();
            let double_starred = arguments.more_named.is_some();
            if self.skip_operator("*") {
                if starred || double_starred {
                    return Err(invalid());
                }
                arguments.more_positional = Some(self.expression()?);
            } else if self.skip_operator("**") {
                if double_starred {
                    return Err(invalid());
                }
                arguments.more_named = Some(self.expression()?);
            } else if let (Token::Name(name), Token::Operator("=")) =
                (self.current(), self.ahead(1))
            {
                let name = name.clone();
                if double_starred || arguments.named.iter().any(|(known, _)| *known == name) {
                    return Err(invalid());
                }
                self.position += 2;
                arguments.named.push((name, self.expression()?));
            } else {
                if starred || double_starred || !arguments.named.is_empty() {
                    return Err(invalid());
                }
                arguments.positional.push(self.expression()?);
            }
            height = height.max(self.height);
        }
        self.expect_operator(")")?;
        self.height = height;
        Ok(arguments)
    }

    /// A name that may have dots, as those of filters may.
    fn dotted_name(&mut self) -> Outcome<SmolStr> {
        let mut name = self.expect_any_name()?.to_string();
        while self.skip_operator(".") {
            name.push('.');
            name.push_str(&self.expect_any_name()?);
        }
        Ok(SmolStr::from(name))
    }

    /// The filter whose name is here, over `target`.
    pub(super) fn filter(&mut self, target: Expr) -> Outcome<Expr> {
        let height = self.height;
        let name = self.dotted_name()?;
        self.note_unknown("filter", &name);
        self.height = 0;
        let arguments = if self.is_operator("(") {
            self.arguments()?
        } else {
            Arguments::default()
        };
        self.grow(height)?;
        Ok(Expr::Filter(Box::new(target), name, Box::new(arguments)))
    }

    fn test(&mut self, target: Expr) -> Outcome<Expr> {
        let height = self.height;
        self.advance();
        let negated = self.skip_name("not");
        let name = self.dotted_name()?;
        self.note_unknown("test", &name);
        self.height = 0;
        let takes_argument = match self.current() {
            Token::Name(name) => !matches!(name.as_str(), "else" | "or" | "and"),
            Token::Text(_) | Token::Integer(_) | Token::Float(_) => true,
            Token::Operator(operator) => matches!(*operator, "[" | "{"),
            _ => false,
        };
        let mut arguments = Arguments::default();
        if self.is_operator("(") {
            arguments = self.arguments()?;
        } else if takes_argument {
            if self.is_name("is") {
                return Err(Fault::syntax("You cannot chain multiple tests with is"));
            }
            let argument = self.primary()?;
            arguments.positional.push(self.postfix(argument)?);
        }
        self.grow(height)?;
        let test = Expr::Test(Box::new(target), name, Box::new(arguments));
        if negated {
            self.grow(0)?;
            return Ok(Expr::Unary(Unary::Not, Box::new(test)));
        }
        Ok(test)
    }
}
