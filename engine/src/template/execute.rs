//! Statements.

use std::{rc::Rc, sync::Arc};

use smol_str::SmolStr;

use super::{
    fault::{Fault, Outcome},
    html::escape,
    py::{
        Py,
        object::{MacroValue, Object},
    },
    rendering::Rendering,
    scope::Scope,
    syntax::tree::{Block, Expr, Macro, Node, Statement, Target},
};

impl Rendering {
    /// Renders statements to the end of `out`.
    pub(super) fn execute(
        &mut self,
        body: &[Node],
        scope: &Rc<Scope>,
        out: &mut String,
    ) -> Outcome<()> {
        for node in body {
            self.spend(1)?;
            self.line = node.line;
            self.statement(&node.statement, scope, out)
                .map_err(|fault| fault.at(node.line))?;
            self.check_output(out.len())?;
        }
        Ok(())
    }

    fn statement(
        &mut self,
        statement: &Statement,
        scope: &Rc<Scope>,
        out: &mut String,
    ) -> Outcome<()> {
        match statement {
            Statement::Text(text) => out.push_str(text),
            Statement::Print(values) => {
                for value in values {
                    let value = self.evaluate(value, scope)?;
                    self.print(&value, out)?;
                }
            }
            nested => self.deeper(|context| context.nested(nested, scope, out))?,
        }
        Ok(())
    }

    fn nested(
        &mut self,
        statement: &Statement,
        scope: &Rc<Scope>,
        out: &mut String,
    ) -> Outcome<()> {
        match statement {
            Statement::If(branches, otherwise) => {
                for (condition, body) in branches {
                    if self.evaluate(condition, scope)?.is_true() {
                        return self.execute(body, scope, out);
                    }
                }
                self.execute(otherwise, scope, out)
            }
            Statement::For(source) => {
                let items = self.evaluate(&source.items, scope)?;
                self.run_loop(source, scope, &items, 0, out)
            }
            Statement::Set(target, value) => {
                let value = self.evaluate(value, scope)?;
                self.assign(target, value, scope)
            }
            Statement::SetBlock(target, filters, body) => {
                let text = self.captured(body, &Scope::within(scope))?;
                let value = self.filtered(filters, text, scope)?;
                self.assign(target, value, scope)
            }
            Statement::With(values, body) => {
                let inner = Scope::within(scope);
                for (target, value) in values {
                    let value = self.evaluate(value, scope)?;
                    self.assign(target, value, &inner)?;
                }
                self.execute(body, &inner, out)
            }
            Statement::Macro(source) => {
                let value = self.new_macro(source, scope);
                if let Some(name) = &source.name {
                    scope.set(name, value);
                }
                Ok(())
            }
            Statement::CallBlock(call, caller) => {
                let Expr::Call(callee, arguments) = call else {
                    return Ok(());
                };
                let caller = self.new_macro(caller, scope);
                let callee = self.evaluate(callee, scope)?;
                let mut given = self.given(arguments, scope)?;
                given.named.push((SmolStr::new_static("caller"), caller));
                let value = self.call(&callee, given)?;
                write_text(&value, out)
            }
            Statement::FilterBlock(filters, body) => {
                let text = self.captured(body, &Scope::within(scope))?;
                let value = self.filtered(filters, text, scope)?;
                write_text(&value, out)
            }
            Statement::Block(block) => self.run_block(block, scope, out),
            Statement::Autoescape(on, body) => {
                let on = self.evaluate(on, scope)?.is_true();
                let outer = std::mem::replace(&mut self.escapes, on);
                let result = self.execute(body, &Scope::within(scope), out);
                self.escapes = outer;
                result
            }
            Statement::Load(template, ignore_missing) => {
                match self.evaluate(template, scope)? {
                    Py::Undefined(missing) => Err(missing.fault()),
                    // An empty list of names is missing before anything is loaded.
                    names @ (Py::List(_) | Py::Tuple(_)) if *ignore_missing && !names.is_true() => {
                        Ok(())
                    }
                    _ => Err(Fault::type_error(
                        "no loader for this environment specified",
                    )),
                }
            }
            Statement::Text(_) | Statement::Print(_) => Ok(()),
        }
    }

    fn print(&mut self, value: &Py, out: &mut String) -> Outcome<()> {
        match value {
            Py::Str(text) if !self.escapes => out.push_str(text),
            Py::Markup(text) => out.push_str(text),
            other => {
                let text = self.text_of(other)?;
                if self.escapes {
                    out.push_str(&escape(&text));
                } else {
                    out.push_str(&text);
                }
            }
        }
        self.check_output(out.len())
    }

    /// What statements render, as a value.
    fn captured(&mut self, body: &[Node], scope: &Rc<Scope>) -> Outcome<Py> {
        let mut text = String::new();
        self.execute(body, scope, &mut text)?;
        self.charge_bytes(text.len());
        Ok(Py::text(text, self.escapes))
    }

    fn filtered(&mut self, filters: &Expr, input: Py, scope: &Rc<Scope>) -> Outcome<Py> {
        self.inputs.push(input);
        let value = self.evaluate(filters, scope);
        self.inputs.pop();
        value
    }

    /// Puts a value where it belongs.
    pub(super) fn assign(&mut self, target: &Target, value: Py, scope: &Rc<Scope>) -> Outcome<()> {
        match target {
            Target::Name(name) => {
                scope.set(name, value);
                Ok(())
            }
            Target::Tuple(targets) => {
                let values = self.unpack(&value, targets.len())?;
                for (target, value) in targets.iter().zip(values) {
                    self.assign(target, value, scope)?;
                }
                Ok(())
            }
            Target::Attribute(owner, name) => {
                let owner = scope.get(owner, self);
                self.set_attribute(&owner, name, value)
            }
        }
    }

    fn new_macro(&mut self, source: &Arc<Macro>, scope: &Rc<Scope>) -> Py {
        self.track_scope(scope);
        let escapes = self.escapes;
        self.object(Object::Macro(MacroValue {
            source: Arc::clone(source),
            scope: Rc::clone(scope),
            escapes,
        }))
    }

    /// `{% block %}`, or `self.name()`. Only a scoped one sees the variables around it.
    fn run_block(&mut self, block: &Block, scope: &Rc<Scope>, out: &mut String) -> Outcome<()> {
        if block.required {
            let message = format!("Required block '{}' not found", block.name);
            return Err(Fault::runtime(message));
        }
        let outer = if block.scoped {
            Rc::clone(scope)
        } else {
            Rc::clone(&self.root)
        };
        self.execute(&block.body, &Scope::within(&outer), out)
    }

    /// `self.name()`.
    pub(super) fn block_text(&mut self, block: &Block) -> Outcome<Py> {
        let mut text = String::new();
        let root = Rc::clone(&self.root);
        self.deeper(|context| context.run_block(block, &root, &mut text))?;
        self.charge_bytes(text.len());
        Ok(Py::text(text, self.escapes))
    }
}

/// What calls and filters give to blocks has to be text; it is not made text.
fn write_text(value: &Py, out: &mut String) -> Outcome<()> {
    match value.as_text() {
        Some(text) => {
            out.push_str(text);
            Ok(())
        }
        None => Err(Fault::type_error(format!(
            "sequence item 0: expected str instance, {} found",
            value.type_name()
        ))),
    }
}
