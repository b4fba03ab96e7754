//! Why a template cannot be rendered, in the terms of Python and Jinja.

use std::fmt;

/// Why a template could not be read or rendered. On the server each fault renders as the empty
/// string (README-live, rule 46), which tells a user nothing; this tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The class of the exception.
    pub class: FaultClass,
    /// What happened, in the words that Python or Jinja has for it.
    pub message: String,
    /// The line of the template, from 1, if known.
    pub line: Option<u32>,
    /// The character in that line, from 1, if known: only what is no template tells it.
    pub column: Option<u32>,
}

/// A place in a template.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spot {
    /// From 1.
    pub line: u32,
    /// The character in the line, from 1.
    pub column: u32,
}

/// What a step of rendering gives.
pub(super) type Outcome<T> = Result<T, Fault>;

macro_rules! classes {
    ($($(#[$doc:meta])* $variant:ident => $name:literal, $make:ident;)*) => {
        /// The class of a [`Fault`], named as Python's exception.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum FaultClass {
            $($(#[$doc])* $variant,)*
        }

        impl FaultClass {
            /// The name of the exception, as in `UndefinedError`.
            pub fn name(self) -> &'static str {
                match self {
                    $(FaultClass::$variant => $name,)*
                }
            }
        }

        impl Fault {
            $(pub(super) fn $make(message: impl Into<String>) -> Self {
                Self { class: FaultClass::$variant, message: message.into(), line: None, column: None }
            })*
        }
    };
}

classes! {
    /// The text is no template.
    Syntax => "TemplateSyntaxError", syntax;
    /// A filter or test does not exist.
    Assertion => "TemplateAssertionError", assertion;
    /// The template asks for what cannot be done.
    Runtime => "TemplateRuntimeError", runtime;
    /// Something undefined was used.
    Undefined => "UndefinedError", undefined;
    /// The sandbox forbids it.
    Security => "SecurityError", security;
    /// A filter was given arguments that it does not take.
    FilterArgument => "FilterArgumentError", filter_argument;
    /// An operation does not exist for values of this type.
    Type => "TypeError", type_error;
    /// A value is not one of those allowed.
    Value => "ValueError", value;
    /// A key is not there.
    Key => "KeyError", key;
    /// An index is out of range.
    Index => "IndexError", index;
    /// An attribute is not there.
    Attribute => "AttributeError", attribute;
    /// A division by zero.
    ZeroDivision => "ZeroDivisionError", zero_division;
    /// A number or range is too large.
    Overflow => "OverflowError", overflow;
    /// A dict changed while it was looped over, and the like.
    Running => "RuntimeError", running;
    /// What a filter takes for granted does not hold.
    Assert => "AssertionError", assert_error;
    /// Nested too deep.
    Recursion => "RecursionError", recursion;
    /// Needs more time or memory than a template is given here.
    Memory => "MemoryError", memory;
    /// Text has characters that the encoding has not.
    Encode => "UnicodeEncodeError", encode;
    /// Bytes are no text in this encoding.
    Decode => "UnicodeDecodeError", decode;
    /// An encoding or error handler does not exist.
    Lookup => "LookupError", lookup;
}

impl Fault {
    /// The same fault with its line, unless it has one.
    pub(super) fn at(mut self, line: u32) -> Self {
        self.line.get_or_insert(line);
        self
    }

    /// The same fault with its place, unless it has one.
    pub(super) fn at_spot(mut self, spot: Spot) -> Self {
        if self.line.is_none() {
            self.line = Some(spot.line);
            self.column = Some(spot.column);
        }
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.class.name(), self.message)?;
        match (self.line, self.column) {
            (Some(line), Some(column)) => write!(f, " (line {line}, column {column})"),
            (Some(line), None) => write!(f, " (line {line})"),
            (None, _) => Ok(()),
        }
    }
}
