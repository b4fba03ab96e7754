//! What a template is once it is read.

use std::sync::Arc;

use num_bigint::BigInt;
use smol_str::SmolStr;

/// Statements in order.
pub(in crate::template) type Body = Vec<Node>;

/// A statement with the line where it begins.
#[derive(Debug)]
pub(in crate::template) struct Node {
    pub(in crate::template) line: u32,
    pub(in crate::template) statement: Statement,
}

#[derive(Debug)]
pub(in crate::template) enum Statement {
    Text(String),
    Print(Vec<Expr>),
    /// Conditions with what they guard, and what is left.
    If(Vec<(Expr, Body)>, Body),
    For(Arc<For>),
    Set(Target, Expr),
    /// `{% set x | filter %}…{% endset %}`; the filters are over [`Expr::Input`].
    SetBlock(Target, Expr, Body),
    With(Vec<(Target, Expr)>, Body),
    Macro(Arc<Macro>),
    /// The call and what `caller()` renders.
    CallBlock(Expr, Arc<Macro>),
    FilterBlock(Expr, Body),
    Block(Arc<Block>),
    Autoescape(Expr, Body),
    /// `include`, `import`, `extends`: there is nothing to load from. Whether a list of names
    /// may be empty.
    Load(Expr, bool),
}

#[derive(Debug)]
pub(in crate::template) struct For {
    pub(in crate::template) target: Target,
    pub(in crate::template) items: Expr,
    pub(in crate::template) condition: Option<Expr>,
    pub(in crate::template) recursive: bool,
    pub(in crate::template) body: Body,
    pub(in crate::template) otherwise: Body,
}

#[derive(Debug)]
pub(in crate::template) struct Macro {
    /// None for what a call block passes.
    pub(in crate::template) name: Option<SmolStr>,
    pub(in crate::template) parameters: Vec<SmolStr>,
    /// Of the last parameters.
    pub(in crate::template) defaults: Vec<Expr>,
    pub(in crate::template) body: Body,
    pub(in crate::template) uses_caller: bool,
    pub(in crate::template) uses_varargs: bool,
    pub(in crate::template) uses_kwargs: bool,
}

#[derive(Debug)]
pub(in crate::template) struct Block {
    pub(in crate::template) name: SmolStr,
    pub(in crate::template) scoped: bool,
    pub(in crate::template) required: bool,
    pub(in crate::template) body: Body,
}

/// Where a value is put.
#[derive(Debug)]
pub(in crate::template) enum Target {
    Name(SmolStr),
    Tuple(Vec<Target>),
    /// A name and the attribute of the namespace there.
    Attribute(SmolStr, SmolStr),
}

#[derive(Debug)]
pub(in crate::template) enum Expr {
    None,
    Bool(bool),
    Int(i64),
    Big(BigInt),
    Float(f64),
    Text(SmolStr),
    /// What a block of filters is applied to.
    Input,
    Name(SmolStr),
    Tuple(Vec<Expr>),
    List(Vec<Expr>),
    Dict(Vec<(Expr, Expr)>),
    Unary(Unary, Box<Expr>),
    Binary(Binary, Box<Expr>, Box<Expr>),
    And(Box<Expr>, Box<Expr>),
    Or(Box<Expr>, Box<Expr>),
    Compare(Box<Expr>, Vec<(Comparison, Expr)>),
    Concat(Vec<Expr>),
    /// Condition, value if true, value if not.
    Condition(Box<(Expr, Expr, Option<Expr>)>),
    Attribute(Box<Expr>, SmolStr),
    Item(Box<Expr>, Box<Expr>),
    /// Begin, end, step.
    Slice(Box<[Option<Expr>; 3]>),
    Call(Box<Expr>, Box<Arguments>),
    Filter(Box<Expr>, SmolStr, Box<Arguments>),
    Test(Box<Expr>, SmolStr, Box<Arguments>),
}

impl Expr {
    /// Whether it has no variables and calls nothing, so that Jinja computes it beforehand.
    pub(in crate::template) fn is_constant(&self) -> bool {
        match self {
            Expr::Tuple(items) | Expr::List(items) | Expr::Concat(items) => {
                items.iter().all(Expr::is_constant)
            }
            Expr::Dict(entries) => entries
                .iter()
                .all(|(key, value)| key.is_constant() && value.is_constant()),
            Expr::Unary(_, operand) => operand.is_constant(),
            Expr::Binary(_, left, right) | Expr::And(left, right) | Expr::Or(left, right) => {
                left.is_constant() && right.is_constant()
            }
            Expr::Compare(first, others) => {
                first.is_constant() && others.iter().all(|(_, other)| other.is_constant())
            }
            Expr::None
            | Expr::Bool(_)
            | Expr::Int(_)
            | Expr::Big(_)
            | Expr::Float(_)
            | Expr::Text(_) => true,
            _ => false,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::template) enum Unary {
    Not,
    Negative,
    Positive,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::template) enum Binary {
    Add,
    Subtract,
    Multiply,
    Divide,
    FloorDivide,
    Modulo,
    Power,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::template) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    In,
    NotIn,
}

/// What a call is given.
#[derive(Debug, Default)]
pub(in crate::template) struct Arguments {
    pub(in crate::template) positional: Vec<Expr>,
    pub(in crate::template) named: Vec<(SmolStr, Expr)>,
    /// `*args`.
    pub(in crate::template) more_positional: Option<Expr>,
    /// `**kwargs`.
    pub(in crate::template) more_named: Option<Expr>,
}
