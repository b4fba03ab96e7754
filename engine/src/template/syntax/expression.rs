//! Expressions: how operators join operands, with the precedence that Jinja gives them.

use super::{
    DEEPEST_SOURCE, Parser,
    token::Token,
    tree::{Binary, Comparison, Expr, Unary},
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
    pub(super) fn tuple_items(
        &mut self,
        conditional: bool,
        ends: &[&str],
    ) -> Outcome<(Vec<Expr>, bool)> {
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
}

/// How many signs may stand in a row.
const HIGHEST_SIGNS: u32 = 190;
