//! Tags that load other templates: `include`, `import` and `from`.

use super::{Parser, token::Token, tree::Statement};
use crate::template::fault::{Fault, Outcome};

impl Parser {
    pub(super) fn include_tag(&mut self) -> Outcome<Statement> {
        let template = self.expression()?;
        let ignore_missing = self.is_name("ignore")
            && matches!(self.ahead(1), Token::Name(next) if next == "missing");
        self.position += if ignore_missing { 2 } else { 0 };
        self.import_context();
        Ok(Statement::Load(template, ignore_missing))
    }

    pub(super) fn import_tag(&mut self) -> Outcome<Statement> {
        let template = self.expression()?;
        self.expect_keyword("as")?;
        self.target_name()?;
        self.import_context();
        Ok(Statement::Load(template, false))
    }

    pub(super) fn import_names_tag(&mut self) -> Outcome<Statement> {
        let template = self.expression()?;
        self.expect_keyword("import")?;
        let mut is_first = true;
        loop {
            if !is_first {
                self.expect_operator(",")?;
            }
            if !matches!(self.current(), Token::Name(_)) {
                return Err(self.expected("name"));
            }
            if self.import_context() {
                break;
            }
            if self.target_name()?.starts_with('_') {
                let message = "names starting with an underline can not be imported";
                return Err(Fault::assertion(message));
            }
            if self.skip_name("as") {
                self.target_name()?;
            }
            is_first = false;
            if self.import_context() || !self.is_operator(",") {
                break;
            }
        }
        Ok(Statement::Load(template, false))
    }

    /// `with context`, `without context`.
    fn import_context(&mut self) -> bool {
        let is_here = (self.is_name("with") || self.is_name("without"))
            && matches!(self.ahead(1), Token::Name(next) if next == "context");
        self.position += if is_here { 2 } else { 0 };
        is_here
    }
}
