//! Expressions, with the precedence that Jinja gives them.

use num_traits::ToPrimitive;
use smol_str::SmolStr;

use super::{
    DEEPEST_SOURCE, Parser,
    token::Token,
    tree::{Arguments, Binary, Comparison, Expr, Unary},
};
use crate::template::fault::{Fault, Outcome};

impl Parser {
    /// One expression, or several with commas: a tuple. `conditional`: whether `a if b` is taken.
    /// `ends`: names that end it besides what always does.
    pub(super) fn tuple(&mut self, conditional: bool, ends: &[&str]) -> Outcome<Expr> {
        match self.tuple_items(conditional, ends)? {
            (mut items, false) => match items.pop() {
                Some(single) => Ok(single),
                None => {
                    let got = self.current().describe();
                    Err(Fault::syntax(format!(
                        "Expected an expression, got '{got}'"
                    )))
                }
            },
            (items, true) => Ok(Expr::Tuple(items)),
        }
    }

    /// The items, and whether there was a comma.
    fn tuple_items(&mut self, conditional: bool, ends: &[&str]) -> Outcome<(Vec<Expr>, bool)> {
        let mut items = Vec::new();
        let mut highest = 0;
        let mut is_tuple = false;
        loop {
            if !items.is_empty() {
                self.expect_operator(",")?;
            }
            if self.is_tuple_end(ends) {
                break;
            }
            items.push(self.expression_with(conditional)?);
            highest = highest.max(self.height);
            if !self.is_operator(",") {
                break;
            }
            is_tuple = true;
        }
        self.height = highest;
        if is_tuple {
            self.grow(0)?;
        }
        Ok((items, is_tuple))
    }

    pub(super) fn is_tuple_end(&self, ends: &[&str]) -> bool {
        match self.current() {
            Token::VariableEnd | Token::BlockEnd | Token::Operator(")") => true,
            Token::Name(name) => ends.contains(&name.as_str()),
            _ => false,
        }
    }

    pub(super) fn expression(&mut self) -> Outcome<Expr> {
        self.expression_with(true)
    }

    fn expression_with(&mut self, conditional: bool) -> Outcome<Expr> {
        self.nesting += 1;
        if self.nesting > DEEPEST_SOURCE {
            return Err(Fault::recursion("maximum recursion depth exceeded"));
        }
        let expression = if conditional {
            self.conditional()
        } else {
            self.or()
        };
        self.nesting -= 1;
        expression
    }

    fn conditional(&mut self) -> Outcome<Expr> {
        let unknown_before = self.unknown.len();
        let mut value = self.or()?;
        while self.skip_name("if") {
            // Unknown filters in a conditional matter only when they are reached.
            self.unknown.truncate(unknown_before);
            let outer = std::mem::replace(&mut self.soft, true);
            let mut height = self.height;
            let condition = self.or()?;
            height = height.max(self.height);
            let otherwise = if self.skip_name("else") {
                Some(self.expression()?)
            } else {
                None
            };
            self.soft = outer;
            self.grow(height)?;
            value = Expr::Condition(Box::new((condition, value, otherwise)));
        }
        Ok(value)
    }

    fn or(&mut self) -> Outcome<Expr> {
        let mut left = self.and()?;
        while self.skip_name("or") {
            let height = self.height;
            let right = self.and()?;
            self.grow(height)?;
            left = Expr::Or(Box::new(left), Box::new(right));
        }
        Ok(left)
    }

    fn and(&mut self) -> Outcome<Expr> {
        let mut left = self.not()?;
        while self.skip_name("and") {
            let height = self.height;
            let right = self.not()?;
            self.grow(height)?;
            left = Expr::And(Box::new(left), Box::new(right));
        }
        Ok(left)
    }

    fn not(&mut self) -> Outcome<Expr> {
        let mut negations = 0;
        while self.skip_name("not") {
            negations += 1;
        }
        let mut expression = self.compare()?;
        for _ in 0..negations {
            self.grow(0)?;
            expression = Expr::Unary(Unary::Not, Box::new(expression));
        }
        Ok(expression)
    }

    fn compare(&mut self) -> Outcome<Expr> {
        let first = self.sum()?;
        let mut height = self.height;
        let mut others = Vec::new();
        loop {
            let comparison = match self.current() {
                Token::Operator("==") => Comparison::Equal,
                Token::Operator("!=") => Comparison::NotEqual,
                Token::Operator("<") => Comparison::Less,
                Token::Operator("<=") => Comparison::LessEqual,
                Token::Operator(">") => Comparison::Greater,
                Token::Operator(">=") => Comparison::GreaterEqual,
                Token::Name(name) if name == "in" => Comparison::In,
                Token::Name(name)
                    if name == "not"
                        && matches!(self.ahead(1), Token::Name(next) if next == "in") =>
                {
                    self.advance();
                    Comparison::NotIn
                }
                _ => break,
            };
            self.advance();
            others.push((comparison, self.sum()?));
            height = height.max(self.height);
        }
        if others.is_empty() {
            return Ok(first);
        }
        self.grow(height)?;
        Ok(Expr::Compare(Box::new(first), others))
    }

    /// `next` operands, joined from the left by those operators that are listed.
    fn joined(
        &mut self,
        operators: &[(&str, Binary)],
        next: impl Fn(&mut Self) -> Outcome<Expr>,
    ) -> Outcome<Expr> {
        let mut left = next(self)?;
        loop {
            let found = operators
                .iter()
                .find(|(operator, _)| self.is_operator(operator));
            let Some((_, operation)) = found else {
                return Ok(left);
            };
            self.advance();
            let height = self.height;
            let right = next(self)?;
            self.grow(height)?;
            left = Expr::Binary(*operation, Box::new(left), Box::new(right));
        }
    }

    fn sum(&mut self) -> Outcome<Expr> {
        let operators = [("+", Binary::Add), ("-", Binary::Subtract)];
        self.joined(&operators, Self::concatenation)
    }

    fn concatenation(&mut self) -> Outcome<Expr> {
        let first = self.product()?;
        if !self.is_operator("~") {
            return Ok(first);
        }
        let mut parts = vec![first];
        let mut height = self.height;
        while self.skip_operator("~") {
            parts.push(self.product()?);
            height = height.max(self.height);
        }
        self.grow(height)?;
        Ok(Expr::Concat(parts))
    }

    fn product(&mut self) -> Outcome<Expr> {
        let operators = [
            ("*", Binary::Multiply),
            ("/", Binary::Divide),
            ("//", Binary::FloorDivide),
            ("%", Binary::Modulo),
        ];
        self.joined(&operators, Self::power)
    }

    fn power(&mut self) -> Outcome<Expr> {
        self.joined(&[("**", Binary::Power)], |parser| parser.unary(true))
    }

    fn unary(&mut self, filters: bool) -> Outcome<Expr> {
        let sign = match self.current() {
            Token::Operator("-") => Some(Unary::Negative),
            Token::Operator("+") => Some(Unary::Positive),
            _ => None,
        };
        let mut expression = match sign {
            Some(sign) => {
                self.advance();
                self.nesting += 1;
                if self.nesting > HIGHEST_SIGNS {
                    return Err(Fault::recursion("maximum recursion depth exceeded"));
                }
                let operand = self.unary(false)?;
                self.nesting -= 1;
                self.grow(0)?;
                Expr::Unary(sign, Box::new(operand))
            }
            None => self.primary()?,
        };
        expression = self.postfix(expression)?;
        if filters {
            expression = self.filters_and_tests(expression)?;
        }
        Ok(expression)
    }

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

    fn postfix(&mut self, mut expression: Expr) -> Outcome<Expr> {
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

/// How many signs may stand in a row.
const HIGHEST_SIGNS: u32 = 190;
