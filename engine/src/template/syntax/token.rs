//! Tokens of a template.

use num_bigint::BigInt;
use smol_str::SmolStr;

/// What a token is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    /// Text outside of all tags.
    Data(String),
    VariableBegin,
    VariableEnd,
    BlockBegin,
    BlockEnd,
    Name(SmolStr),
    Text(SmolStr),
    Integer(BigInt),
    Float(f64),
    /// One of [`OPERATORS`].
    Operator(&'static str),
    End,
}

/// All operators, so that no operator stands before one that begins with it.
pub(super) const OPERATORS: [&str; 26] = [
    "//", "**", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{", "}",
    ">", "<", "=", ".", ":", "|", ",", ";",
];

impl Token {
    /// How messages name it.
    pub(super) fn describe(&self) -> String {
        match self {
            Token::Data(_) => "template data / text".to_owned(),
            Token::VariableBegin => "begin of print statement".to_owned(),
            Token::VariableEnd => "end of print statement".to_owned(),
            Token::BlockBegin => "begin of statement block".to_owned(),
            Token::BlockEnd => "end of statement block".to_owned(),
            Token::Name(name) => name.to_string(),
            Token::Text(_) => "string".to_owned(),
            Token::Integer(_) => "integer".to_owned(),
            Token::Float(_) => "float".to_owned(),
            Token::Operator(operator) => (*operator).to_owned(),
            Token::End => "end of template".to_owned(),
        }
    }
}
