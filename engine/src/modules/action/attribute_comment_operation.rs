//! `Module_attribute_comment_operation`: gives attributes a comment.

use super::attribute_edition::edit_attributes;
use crate::{
    filter::Filter,
    instance::Quirk,
    modules::{Context, Module, Params},
    template::Template,
    value::{PhpError, Value},
};

/// The key under which a template is meant to find the attribute that it is rendered for.
const CURRENT: &str = "__currentAttribute";

/// The comment that attributes get (spec 05; README-live 28, 29).
#[derive(Debug)]
pub struct AttributeComment {
    filter: Result<Option<Filter>, PhpError>,
    comment: Template,
}

impl AttributeComment {
    /// The module with the node's parameters.
    pub fn new(params: &Params) -> Self {
        Self {
            filter: params.filter(),
            comment: params.template("comment"),
        }
    }
}

impl Module for AttributeComment {
    /// With [`Quirk::CommentRenderedOnce`] all attributes get what the template renders to without
    /// the attribute at hand.
    fn exec(&self, context: &mut Context<'_>) -> Result<bool, PhpError> {
        let filter = self.filter.as_ref().map_err(Clone::clone)?;
        if context.instance.has(Quirk::CommentRenderedOnce) {
            let comment = Value::from(context.render(&self.comment)?);
            return edit_attributes(context, filter.as_ref(), |_, attribute| {
                attribute.insert("comment", comment.clone());
                Ok(())
            });
        }
        let mut data = context.data()?.to_array();
        edit_attributes(context, filter.as_ref(), |context, attribute| {
            data.insert(CURRENT, attribute.clone().into());
            let comment = context.render_over(&self.comment, &data.clone().into());
            attribute.insert("comment", Value::from(comment));
            Ok(())
        })
    }
}
