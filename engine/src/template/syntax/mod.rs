//! From text to a tree: Jinja's grammar with its default delimiters and without extensions.

mod callable;
mod expression;
mod lexer;
mod literal;
mod load;
mod operand;
mod postfix;
mod statement;
mod target;
mod token;
pub(super) mod tree;

use std::sync::Arc;

use smol_str::SmolStr;

pub(super) use lexer::normalised;
use token::Token;

use super::{
    fault::{Fault, Outcome, Spot},
    filters, tests,
};
use tree::{Block, Body};

/// How deep expressions may be nested in the source; Jinja's own parser ends at about as many.
const DEEPEST_SOURCE: u32 = 66;
/// How high the tree of an expression may be; Python takes as many nested parentheses.
const HIGHEST_TREE: u32 = 196;
/// How deep tags may stand within tags; Python takes so many levels of indentation.
const DEEPEST_TAGS: u32 = 95;

/// Reads a template whose line ends are [`normalised`]. A fault has the class and nearly always
/// the words of Jinja's. Gives all blocks too, also those within others.
pub(super) fn parse(text: &str) -> Outcome<(Body, Vec<Arc<Block>>)> {
    let mut parser = Parser {
        tokens: lexer::tokens(text)?,
        position: 0,
        nesting: 0,
        height: 0,
        tags: 0,
        open: Vec::new(),
        blocks: Vec::new(),
        seen: SpecialNames::default(),
        soft: false,
        loop_sets: 0,
        unknown: Vec::new(),
    };
    let body = parser.body(&[]);
    let body = body.map_err(|fault| fault.at_spot(parser.spot()))?;
    match parser.unknown.into_iter().next() {
        Some(unknown) => Err(unknown),
        None => Ok((body, parser.blocks)),
    }
}

/// Which of the names are used that macros get without declaring them.
#[derive(Clone, Copy, Default)]
struct SpecialNames {
    caller: bool,
    varargs: bool,
    kwargs: bool,
}

struct Parser {
    tokens: Vec<(Spot, Token)>,
    position: usize,
    /// How deep the expression at hand is nested.
    nesting: u32,
    /// The height of the expression that was read last.
    height: u32,
    /// How deep the tag at hand stands within others.
    tags: u32,
    /// What the open tags wait for, for messages.
    open: Vec<Vec<&'static str>>,
    blocks: Vec<Arc<Block>>,
    seen: SpecialNames,
    /// Whether an unknown filter is an error only when it is reached, as it is within `if`.
    soft: bool,
    /// How many tags set a variable called `loop`, which is an error within loops.
    loop_sets: usize,
    /// Unknown filters and tests, and the like, that are an error even where they are not reached.
    unknown: Vec<Fault>,
}

impl Parser {
    fn current(&self) -> &Token {
        self.ahead(0)
    }

    fn ahead(&self, distance: usize) -> &Token {
        self.tokens
            .get(self.position + distance)
            .map_or(&Token::End, |(_, token)| token)
    }

    fn spot(&self) -> Spot {
        let here = self.tokens.get(self.position).or(self.tokens.last());
        here.map_or(Spot { line: 1, column: 1 }, |(spot, _)| *spot)
    }

    fn line(&self) -> u32 {
        self.spot().line
    }

    fn advance(&mut self) {
        self.position += 1;
    }

    fn is_name(&self, name: &str) -> bool {
        matches!(self.current(), Token::Name(current) if current == name)
    }

    fn is_operator(&self, operator: &str) -> bool {
        matches!(self.current(), Token::Operator(current) if *current == operator)
    }

    fn skip_name(&mut self, name: &str) -> bool {
        let is_here = self.is_name(name);
        self.position += usize::from(is_here);
        is_here
    }

    fn skip_operator(&mut self, operator: &str) -> bool {
        let is_here = self.is_operator(operator);
        self.position += usize::from(is_here);
        is_here
    }

    fn expected(&self, what: &str) -> Fault {
        let spot = self.spot();
        let message = match self.current() {
            Token::End => format!("unexpected end of template, expected '{what}'."),
            token => format!("expected token '{what}', got '{}'", token.describe()),
        };
        Fault::syntax(message).at_spot(spot)
    }

    fn expect(&mut self, token: &Token) -> Outcome<()> {
        if self.current() == token {
            self.advance();
            Ok(())
        } else {
            Err(self.expected(&token.describe()))
        }
    }

    fn expect_operator(&mut self, operator: &'static str) -> Outcome<()> {
        self.expect(&Token::Operator(operator))
    }

    fn expect_keyword(&mut self, keyword: &str) -> Outcome<()> {
        if self.skip_name(keyword) {
            Ok(())
        } else {
            Err(self.expected(keyword))
        }
    }

    fn expect_any_name(&mut self) -> Outcome<SmolStr> {
        match self.current() {
            Token::Name(name) => {
                let name = name.clone();
                self.advance();
                Ok(name)
            }
            _ => Err(self.expected("name")),
        }
    }

    /// Notes a filter or test that does not exist.
    fn note_unknown(&mut self, kind: &str, name: &str) {
        let is_known = match kind {
            "filter" => filters::is_known(name),
            _ => tests::is_known(name),
        };
        if !is_known && !self.soft {
            let fault = Fault::assertion(format!("No {kind} named '{name}'."));
            // The name has been read already.
            let named = self
                .position
                .checked_sub(1)
                .and_then(|at| self.tokens.get(at));
            let spot = named.map_or_else(|| self.spot(), |(spot, _)| *spot);
            self.unknown.push(fault.at_spot(spot));
        }
    }

    /// The expression that was read last gets a node above it, as does one of height `beside`.
    fn grow(&mut self, beside: u32) -> Outcome<()> {
        self.height = self.height.max(beside) + 1;
        if self.height > HIGHEST_TREE {
            return Err(Fault::recursion("too many nested parentheses").at_spot(self.spot()));
        }
        Ok(())
    }
}
