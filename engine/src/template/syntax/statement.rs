//! Tags, `{% … %}`: which there are, how they nest, and those that repeat, choose and assign.

use std::sync::Arc;

use super::{
    DEEPEST_TAGS, Parser,
    token::Token,
    tree::{Block, Body, Expr, For, Node, Statement},
};
use crate::template::fault::{Fault, Outcome};

impl Parser {
    /// Statements up to a tag that begins with one of `ends`, whose name is then current; or, if
    /// `ends` is empty, up to the end of the template.
    pub(super) fn body(&mut self, ends: &[&'static str]) -> Outcome<Body> {
        let mut body = Body::new();
        self.open.push(ends.to_vec());
        loop {
            let line = self.line();
            let statement = match self.current() {
                Token::End => break,
                Token::Data(text) => {
                    let text = Statement::Text(text.clone());
                    self.advance();
                    text
                }
                Token::VariableBegin => {
                    self.advance();
                    let value = self.tuple(true, &[])?;
                    self.expect(&Token::VariableEnd)?;
                    Statement::Print(vec![value])
                }
                _ => {
                    self.advance();
                    if matches!(self.current(), Token::Name(name) if ends.contains(&name.as_str()))
                    {
                        self.open.pop();
                        return Ok(body);
                    }
                    let statement = self.statement()?;
                    self.expect(&Token::BlockEnd)?;
                    statement
                }
            };
            body.push(Node { line, statement });
        }
        if ends.is_empty() {
            return Ok(body);
        }
        let message = format!(
            "Unexpected end of template. Jinja was looking for the following tags: {}. The \
             innermost block that needs to be closed is open.",
            alternatives(ends)
        );
        Err(Fault::syntax(message).at_spot(self.spot()))
    }

    /// The rest of the opening tag, and the body up to a tag of `ends`.
    fn guarded(&mut self, ends: &[&'static str], soft: bool) -> Outcome<Body> {
        self.tags += 1;
        if self.tags > DEEPEST_TAGS {
            return Err(Fault::syntax("too many levels of indentation"));
        }
        self.skip_operator(":");
        self.expect(&Token::BlockEnd)?;
        let outer = std::mem::replace(&mut self.soft, soft);
        let body = self.body(ends)?;
        self.soft = outer;
        self.tags -= 1;
        Ok(body)
    }

    /// As [`Parser::guarded`], and steps over the name that ends it.
    pub(super) fn enclosed(&mut self, end: &'static str) -> Outcome<Body> {
        let body = self.guarded(&[end], false)?;
        self.advance();
        Ok(body)
    }

    fn statement(&mut self) -> Outcome<Statement> {
        let Token::Name(name) = self.current() else {
            return Err(Fault::syntax("tag name expected"));
        };
        let name = name.clone();
        let spot = self.spot();
        self.advance();
        match name.as_str() {
            "for" => self.for_tag(),
            "if" => self.if_tag(),
            "set" => self.set_tag(),
            "with" => self.with_tag(),
            "macro" => self.macro_tag(),
            "call" => self.call_tag(),
            "filter" => {
                self.height = 0;
                let mut filters = self.filter(Expr::Input)?;
                filters = self.only_filters(filters)?;
                Ok(Statement::FilterBlock(filters, self.enclosed("endfilter")?))
            }
            "block" => self.block_tag(),
            "autoescape" => {
                let on = self.expression()?;
                Ok(Statement::Autoescape(on, self.enclosed("endautoescape")?))
            }
            "print" => self.print_tag(),
            "extends" => Ok(Statement::Load(self.expression()?, false)),
            "include" => self.include_tag(),
            "import" => self.import_tag(),
            "from" => self.import_names_tag(),
            unknown => {
                let mut message = format!("Encountered unknown tag '{unknown}'.");
                if let Some(ends) = self.open.last().filter(|ends| !ends.is_empty()) {
                    message.push_str(" Jinja was looking for the following tags: ");
                    message.push_str(&alternatives(ends));
                    message.push('.');
                }
                Err(Fault::syntax(message).at_spot(spot))
            }
        }
    }

    /// Filters only: tests and calls do not belong to a block of filters.
    fn only_filters(&mut self, mut filters: Expr) -> Outcome<Expr> {
        while self.skip_operator("|") {
            filters = self.filter(filters)?;
        }
        Ok(filters)
    }

    fn for_tag(&mut self) -> Outcome<Statement> {
        let loop_sets_before = self.loop_sets;
        let target = self.target(&["in"], false)?;
        self.loop_sets += usize::from(target.sets("loop"));
        self.expect_keyword("in")?;
        let items = self.tuple(false, &["recursive"])?;
        let condition = if self.skip_name("if") {
            Some(self.expression()?)
        } else {
            None
        };
        let recursive = self.skip_name("recursive");
        let body = self.guarded(&["endfor", "else"], false)?;
        let otherwise = if self.skip_name("else") {
            self.enclosed("endfor")?
        } else {
            self.advance();
            Body::new()
        };
        if self.loop_sets > loop_sets_before {
            let message = "Can't assign to special loop variable in for-loop target";
            self.unknown
                .push(Fault::assertion(message).at_spot(self.spot()));
        }
        Ok(Statement::For(Arc::new(For {
            target,
            items,
            condition,
            recursive,
            body,
            otherwise,
        })))
    }

    fn if_tag(&mut self) -> Outcome<Statement> {
        let mut branches = Vec::new();
        loop {
            let outer = std::mem::replace(&mut self.soft, true);
            let condition = self.tuple(false, &[])?;
            self.soft = outer;
            let body = self.guarded(&["elif", "else", "endif"], true)?;
            branches.push((condition, body));
            if self.skip_name("elif") {
                continue;
            }
            let otherwise = if self.skip_name("else") {
                self.guarded(&["endif"], true)?
            } else {
                Body::new()
            };
            self.advance();
            return Ok(Statement::If(branches, otherwise));
        }
    }

    fn set_tag(&mut self) -> Outcome<Statement> {
        let target = self.target(&[], true)?;
        self.loop_sets += usize::from(target.sets("loop"));
        if self.skip_operator("=") {
            return Ok(Statement::Set(target, self.tuple(true, &[])?));
        }
        self.height = 0;
        let filters = self.only_filters(Expr::Input)?;
        let body = self.enclosed("endset")?;
        Ok(Statement::SetBlock(target, filters, body))
    }

    fn with_tag(&mut self) -> Outcome<Statement> {
        let mut values = Vec::new();
        while !matches!(self.current(), Token::BlockEnd) {
            if !values.is_empty() {
                self.expect_operator(",")?;
            }
            let target = self.target(&[], false)?;
            self.expect_operator("=")?;
            values.push((target, self.expression()?));
        }
        Ok(Statement::With(values, self.enclosed("endwith")?))
    }

    fn block_tag(&mut self) -> Outcome<Statement> {
        let name = self.expect_any_name()?;
        let scoped = self.skip_name("scoped");
        let required = self.skip_name("required");
        if self.is_operator("-") {
            return Err(Fault::syntax(
                "Block names in Jinja have to be valid Python identifiers and may not contain \
                 hyphens, use an underscore instead.",
            ));
        }
        let body = self.enclosed("endblock")?;
        let is_blank = |node: &Node| matches!(&node.statement, Statement::Text(text) if text.trim().is_empty());
        if required && !body.iter().all(is_blank) {
            let message = "Required blocks can only contain comments or whitespace";
            return Err(Fault::syntax(message));
        }
        self.skip_name(&name);
        if self.blocks.iter().any(|block| block.name == name) {
            let fault = Fault::assertion(format!("block '{name}' defined twice"));
            self.unknown.push(fault.at_spot(self.spot()));
        }
        let block = Arc::new(Block {
            name,
            scoped,
            required,
            body,
        });
        self.blocks.push(Arc::clone(&block));
        Ok(Statement::Block(block))
    }

    fn print_tag(&mut self) -> Outcome<Statement> {
        let mut values = Vec::new();
        while !matches!(self.current(), Token::BlockEnd) {
            if !values.is_empty() {
                self.expect_operator(",")?;
            }
            values.push(self.expression()?);
        }
        Ok(Statement::Print(values))
    }
}

/// The names of tags that would do, for messages.
fn alternatives(names: &[&str]) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("'{name}'")).collect();
    quoted.join(" or ")
}
