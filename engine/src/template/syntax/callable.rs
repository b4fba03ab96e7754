//! Tags that define what can be called: `macro`, and `call` with its caller.

use std::sync::Arc;

use smol_str::SmolStr;

use super::{
    Parser, SpecialNames,
    tree::{Expr, Macro, Statement},
};
use crate::template::fault::{Fault, Outcome};

impl Parser {
    pub(super) fn macro_tag(&mut self) -> Outcome<Statement> {
        let name = self.target_name()?;
        let (parameters, defaults) = self.signature()?;
        let made = self.macro_body(Some(name), parameters, defaults, "endmacro")?;
        Ok(Statement::Macro(Arc::new(made)))
    }

    pub(super) fn call_tag(&mut self) -> Outcome<Statement> {
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
}
