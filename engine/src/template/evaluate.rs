//! Expressions.

use std::rc::Rc;

use indexmap::IndexMap;

use super::{
    call::Given,
    fault::{Fault, FaultClass, Outcome},
    filters,
    html::escape,
    py::{Missing, Py, container::Key},
    rendering::Rendering,
    scope::Scope,
    syntax::tree::{Arguments, Comparison, Expr},
    tests,
};

impl Rendering {
    /// The value of an expression.
    pub(super) fn evaluate(&mut self, expression: &Expr, scope: &Rc<Scope>) -> Outcome<Py> {
        self.spend(1)?;
        Ok(match expression {
            Expr::None => Py::None,
            Expr::Bool(value) => Py::Bool(*value),
            Expr::Int(number) => Py::Int(*number),
            Expr::Big(number) => Py::big(number.clone()),
            Expr::Float(number) => Py::Float(*number),
            Expr::Text(text) => Py::Str(text.clone()),
            Expr::Name(name) => scope.get(name, self),
            Expr::Input => self.inputs.last().cloned().unwrap_or(Py::None),
            compound => return self.deeper(|context| context.compound(compound, scope)),
        })
    }

    fn compound(&mut self, expression: &Expr, scope: &Rc<Scope>) -> Outcome<Py> {
        match expression {
            Expr::Tuple(items) => {
                let items = self.evaluate_all(items, scope)?;
                Ok(self.tuple(items))
            }
            Expr::List(items) => {
                let items = self.evaluate_all(items, scope)?;
                Ok(self.list(items))
            }
            Expr::Dict(entries) => self.new_dict(entries, scope),
            Expr::Unary(operation, operand) => {
                let operand = self.evaluate(operand, scope)?;
                self.unary(*operation, &operand)
            }
            Expr::Binary(operation, left, right) => {
                let left = self.evaluate(left, scope)?;
                let right = self.evaluate(right, scope)?;
                self.binary(*operation, &left, &right)
            }
            Expr::And(left, right) => {
                let left = self.evaluate(left, scope)?;
                if left.is_true() {
                    self.evaluate(right, scope)
                } else {
                    Ok(left)
                }
            }
            Expr::Or(left, right) => {
                let left = self.evaluate(left, scope)?;
                if left.is_true() {
                    Ok(left)
                } else {
                    self.evaluate(right, scope)
                }
            }
            Expr::Compare(first, others) => self.comparisons(first, others, scope),
            Expr::Concat(parts) => self.concatenation(parts, scope),
            Expr::Condition(parts) => {
                let (condition, value, otherwise) = &**parts;
                if self.evaluate(condition, scope)?.is_true() {
                    return self.evaluate(value, scope);
                }
                match otherwise {
                    Some(otherwise) => self.evaluate(otherwise, scope),
                    None => Ok(Py::missing(Missing::Because(format!(
                        "the inline if-expression on line {} evaluated to false and no else \
                         section was defined.",
                        self.line
                    )))),
                }
            }
            Expr::Attribute(owner, name) => {
                let owner = self.evaluate(owner, scope)?;
                self.attribute(&owner, name)
            }
            Expr::Item(owner, index) => {
                let is_constant = owner.is_constant();
                let owner = self.evaluate(owner, scope)?;
                if let Expr::Slice(parts) = &**index {
                    return match self.sliced(&owner, parts, scope) {
                        // Jinja slices constants when it compiles, and there within the sandbox.
                        Err(fault) if is_constant && fault.class == FaultClass::Type => {
                            let element = "slice".to_owned();
                            Ok(Py::missing(Missing::Element(owner.owner_name(), element)))
                        }
                        other => other,
                    };
                }
                let index = self.evaluate(index, scope)?;
                self.element(&owner, &index)
            }
            Expr::Call(callee, arguments) => {
                let callee = self.evaluate(callee, scope)?;
                let given = self.given(arguments, scope)?;
                self.call(&callee, given)
            }
            Expr::Filter(target, name, arguments) => {
                let target = self.evaluate(target, scope)?;
                let given = self.given(arguments, scope)?;
                filters::apply(self, name, target, given)
            }
            Expr::Test(target, name, arguments) => {
                let target = self.evaluate(target, scope)?;
                let given = self.given(arguments, scope)?;
                tests::apply(self, name, target, given).map(Py::Bool)
            }
            // A slice among several indices: what Jinja makes of it Python refuses to compile.
            _ => Err(Fault::syntax("invalid syntax")),
        }
    }

    fn evaluate_all(&mut self, expressions: &[Expr], scope: &Rc<Scope>) -> Outcome<Vec<Py>> {
        expressions
            .iter()
            .map(|expression| self.evaluate(expression, scope))
            .collect()
    }

    fn new_dict(&mut self, entries: &[(Expr, Expr)], scope: &Rc<Scope>) -> Outcome<Py> {
        let mut dict = IndexMap::with_capacity(entries.len());
        for (key, value) in entries {
            let key = self.evaluate(key, scope)?;
            let value = self.evaluate(value, scope)?;
            dict.insert(Key::new(key)?, value);
        }
        Ok(self.dict(dict))
    }

    fn comparisons(
        &mut self,
        first: &Expr,
        others: &[(Comparison, Expr)],
        scope: &Rc<Scope>,
    ) -> Outcome<Py> {
        let mut left = self.evaluate(first, scope)?;
        for (comparison, right) in others {
            let right = self.evaluate(right, scope)?;
            if !self.compare(*comparison, &left, &right)? {
                return Ok(Py::Bool(false));
            }
            left = right;
        }
        Ok(Py::Bool(true))
    }

    fn concatenation(&mut self, parts: &[Expr], scope: &Rc<Scope>) -> Outcome<Py> {
        let parts = self.evaluate_all(parts, scope)?;
        let is_markup = self.escapes && parts.iter().any(|part| matches!(part, Py::Markup(_)));
        let mut text = String::new();
        for part in &parts {
            let part_text = self.text_of(part)?;
            if is_markup && !matches!(part, Py::Markup(_)) {
                text.push_str(&escape(&part_text));
            } else {
                text.push_str(&part_text);
            }
            self.check_output(text.len())?;
        }
        self.reserve(text.len())?;
        Ok(Py::text(text, is_markup))
    }

    fn sliced(&mut self, owner: &Py, parts: &[Option<Expr>; 3], scope: &Rc<Scope>) -> Outcome<Py> {
        let mut values = [Py::None, Py::None, Py::None];
        for (value, part) in values.iter_mut().zip(parts) {
            if let Some(part) = part {
                *value = self.evaluate(part, scope)?;
            }
        }
        self.slice(owner, values)
    }

    /// The arguments of a call.
    pub(super) fn given(&mut self, arguments: &Arguments, scope: &Rc<Scope>) -> Outcome<Given> {
        let mut positional = self.evaluate_all(&arguments.positional, scope)?;
        let mut named = Vec::with_capacity(arguments.named.len());
        for (name, value) in &arguments.named {
            named.push((name.clone(), self.evaluate(value, scope)?));
        }
        if let Some(more) = &arguments.more_positional {
            let more = self.evaluate(more, scope)?;
            positional.extend(self.items(&more)?);
        }
        if let Some(more) = &arguments.more_named {
            let more = self.evaluate(more, scope)?;
            let Py::Dict(more) = more else {
                let message = "argument after ** must be a mapping";
                return Err(Fault::type_error(message));
            };
            for (key, value) in more.entries(self) {
                let Some(name) = key.value().as_text() else {
                    return Err(Fault::type_error("keywords must be strings"));
                };
                if named.iter().any(|(known, _)| known == name) {
                    let message = format!("got multiple values for keyword argument '{name}'");
                    return Err(Fault::type_error(message));
                }
                named.push((name.clone(), value));
            }
        }
        Ok(Given { positional, named })
    }
}
