//! Tags: `{% … %}`.

use std::sync::Arc;

use smol_str::SmolStr;

use super::{
    DEEPEST_TAGS, Parser, SpecialNames,
    token::Token,
    tree::{Block, Body, Expr, For, Macro, Node, Statement, Target},
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
        let wanted = ends
            .iter()
            .map(|end| format!("'{end}'"))
            .collect::<Vec<_>>();
        let message = format!(
            "Unexpected end of template. Jinja was looking for the following tags: {}. The \
             innermost block that needs to be closed is open.",
            wanted.join(" or ")
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
    fn enclosed(&mut self, end: &'static str) -> Outcome<Body> {
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
                    let ends = ends
                        .iter()
                        .map(|end| format!("'{end}'"))
                        .collect::<Vec<_>>();
                    message.push_str(" Jinja was looking for the following tags: ");
                    message.push_str(&ends.join(" or "));
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

    fn macro_tag(&mut self) -> Outcome<Statement> {
        let name = self.target_name()?;
        let (parameters, defaults) = self.signature()?;
        let made = self.macro_body(Some(name), parameters, defaults, "endmacro")?;
        Ok(Statement::Macro(Arc::new(made)))
    }

    fn call_tag(&mut self) -> Outcome<Statement> {
        let (parameters, defaults) = if self.is_operator("(") {
            self.signature()?
        } else {
            (Vec::new(), Vec::new())
        };
        let call = self.expression()?;
        if !matches!(call, Expr::Call(..)) {
            return Err(Fault::syntax("expected call"));
        }
        let caller = self.macro_body(None, parameters, defaults, "endcall")?;
        Ok(Statement::CallBlock(call, Arc::new(caller)))
    }

    fn signature(&mut self) -> Outcome<(Vec<SmolStr>, Vec<Expr>)> {
        self.expect_operator("(")?;
        let mut parameters: Vec<SmolStr> = Vec::new();
        let mut defaults = Vec::new();
        while !self.is_operator(")") {
            if !parameters.is_empty() {
                self.expect_operator(",")?;
            }
            let parameter = self.target_name()?;
            if self.skip_operator("=") {
                defaults.push(self.expression()?);
            } else if !defaults.is_empty() {
                return Err(Fault::syntax(
                    "non-default argument follows default argument",
                ));
            }
            if parameters.contains(&parameter) {
                let message = format!("duplicate argument '{parameter}' in function definition");
                return Err(Fault::syntax(message));
            }
            parameters.push(parameter);
        }
        self.advance();
        Ok((parameters, defaults))
    }

    fn macro_body(
        &mut self,
        name: Option<SmolStr>,
        parameters: Vec<SmolStr>,
        defaults: Vec<Expr>,
        end: &'static str,
    ) -> Outcome<Macro> {
        let outside = std::mem::take(&mut self.seen);
        let body = self.enclosed(end)?;
        let seen = self.seen;
        self.seen = SpecialNames {
            caller: outside.caller || seen.caller,
            varargs: outside.varargs || seen.varargs,
            kwargs: outside.kwargs || seen.kwargs,
        };
        let without_default = parameters.len() - defaults.len();
        let caller_at = parameters.iter().position(|name| name == "caller");
        if seen.caller && caller_at.is_some_and(|at| at < without_default) {
            return Err(Fault::assertion(
                "When defining macros or call blocks the special \"caller\" argument must be \
                 omitted or be given a default.",
            ));
        }
        let declares = |special: &str| parameters.iter().any(|name| name == special);
        Ok(Macro {
            uses_caller: seen.caller,
            uses_varargs: seen.varargs && !declares("varargs"),
            uses_kwargs: seen.kwargs && !declares("kwargs"),
            name,
            parameters,
            defaults,
            body,
        })
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

    fn include_tag(&mut self) -> Outcome<Statement> {
        let template = self.expression()?;
        let ignore_missing = self.is_name("ignore")
            && matches!(self.ahead(1), Token::Name(next) if next == "missing");
        self.position += if ignore_missing { 2 } else { 0 };
        self.import_context();
        Ok(Statement::Load(template, ignore_missing))
    }

    fn import_tag(&mut self) -> Outcome<Statement> {
        let template = self.expression()?;
        self.expect_keyword("as")?;
        self.target_name()?;
        self.import_context();
        Ok(Statement::Load(template, false))
    }

    fn import_names_tag(&mut self) -> Outcome<Statement> {
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

    fn target_name(&mut self) -> Outcome<SmolStr> {
        let name = self.expect_any_name()?;
        assignable(Expr::Name(name.clone()))?;
        Ok(name)
    }

    /// What is assigned to: a name, several, or (`namespaces`) an attribute of a namespace.
    fn target(&mut self, ends: &[&str], namespaces: bool) -> Outcome<Target> {
        let mut targets = Vec::new();
        let mut is_tuple = false;
        loop {
            if !targets.is_empty() {
                self.expect_operator(",")?;
            }
            if self.is_tuple_end(ends) {
                break;
            }
            targets.push(self.single_target(namespaces)?);
            if !self.is_operator(",") {
                break;
            }
            is_tuple = true;
        }
        match targets.pop() {
            Some(single) if !is_tuple => Ok(single),
            Some(last) => {
                targets.push(last);
                Ok(Target::Tuple(targets))
            }
            None => {
                let got = self.current().describe();
                Err(Fault::syntax(format!(
                    "Expected an expression, got '{got}'"
                )))
            }
        }
    }

    fn single_target(&mut self, namespaces: bool) -> Outcome<Target> {
        if namespaces
            && let (Token::Name(owner), Token::Operator(".")) = (self.current(), self.ahead(1))
            && !CONSTANTS.contains(&owner.as_str())
        {
            let owner = owner.clone();
            self.position += 2;
            return Ok(Target::Attribute(owner, self.expect_any_name()?));
        }
        assignable(self.primary()?)
    }
}

impl Target {
    fn sets(&self, name: &str) -> bool {
        match self {
            Target::Name(own) => own == name,
            Target::Tuple(targets) => targets.iter().any(|target| target.sets(name)),
            Target::Attribute(..) => false,
        }
    }
}

/// Names that stand for values.
const CONSTANTS: [&str; 6] = ["true", "false", "none", "True", "False", "None"];

fn assignable(expression: Expr) -> Outcome<Target> {
    let kind = match expression {
        Expr::Name(name) if CONSTANTS.contains(&name.as_str()) => "name",
        Expr::Name(name) => return Ok(Target::Name(name)),
        Expr::Tuple(items) => {
            let targets = items.into_iter().map(assignable).collect::<Outcome<_>>()?;
            return Ok(Target::Tuple(targets));
        }
        Expr::List(_) => "list",
        Expr::Dict(_) => "dict",
        _ => "const",
    };
    Err(Fault::syntax(format!("can't assign to '{kind}'")))
}
