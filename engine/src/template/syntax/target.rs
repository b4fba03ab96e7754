//! What is assigned to: names, several at once, attributes of namespaces.

use smol_str::SmolStr;

use super::{
    Parser,
    token::Token,
    tree::{Expr, Target},
};
use crate::template::fault::{Fault, Outcome};

impl Parser {
    pub(super) fn target_name(&mut self) -> Outcome<SmolStr> {
        let name = self.expect_any_name()?;
        assignable(Expr::Name(name.clone()))?;
        Ok(name)
    }

    /// What is assigned to: a name, several, or (`namespaces`) an attribute of a namespace.
    pub(super) fn target(&mut self, ends: &[&str], namespaces: bool) -> Outcome<Target> {
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
    pub(super) fn sets(&self, name: &str) -> bool {
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
