//! What PHP throws.

use std::fmt;

/// The class of something that PHP throws.
///
/// The difference matters to a run: an [`Exception`](ErrorClass::Exception) of an action is
/// caught and reported as its failure, everything else leaves the whole run (rule 55 of the
/// conformance notes).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ErrorClass {
    /// An operation was given a value of the wrong kind.
    TypeError,
    /// A value of the right kind that cannot be used.
    ValueError,
    /// Any other engine error.
    Error,
    /// An ordinary exception, which MISP catches.
    Exception,
}

impl ErrorClass {
    /// The name of the class as PHP writes it.
    pub fn name(self) -> &'static str {
        match self {
            ErrorClass::TypeError => "TypeError",
            ErrorClass::ValueError => "ValueError",
            ErrorClass::Error => "Error",
            ErrorClass::Exception => "Exception",
        }
    }
}

impl fmt::Display for ErrorClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Something that PHP would throw out of the simulated code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{class}: {message}")]
pub struct PhpError {
    /// The class of what is thrown.
    pub class: ErrorClass,
    /// The message, as near to PHP's own as is known.
    pub message: String,
}

impl PhpError {
    /// A `TypeError` with this message.
    pub fn type_error(message: impl Into<String>) -> Self {
        Self {
            class: ErrorClass::TypeError,
            message: message.into(),
        }
    }

    /// An `Error` with this message.
    pub fn error(message: impl Into<String>) -> Self {
        Self {
            class: ErrorClass::Error,
            message: message.into(),
        }
    }

    /// An `Exception` with this message.
    pub fn exception(message: impl Into<String>) -> Self {
        Self {
            class: ErrorClass::Exception,
            message: message.into(),
        }
    }

    /// What PHP says of an argument of the wrong kind: `function` with its parentheses, the
    /// argument's position and name, the kind it must be and the kind it is.
    pub fn argument(function: &str, position: u8, name: &str, must_be: &str, is: &str) -> Self {
        Self::type_error(format!(
            "{function}: Argument #{position} (${name}) must be of type {must_be}, {is} given"
        ))
    }

    /// Whether MISP catches it and goes on (it is an [`ErrorClass::Exception`]).
    pub fn is_exception(&self) -> bool {
        self.class == ErrorClass::Exception
    }
}
