//! Expressions: literals become plain values, all else an expression of nodes.

use std::ops::Range;
use std::sync::Arc;

use hcl_edit::expr::{
    BinaryOperator as HclBinary, Expression as Hcl, ForExpr, FuncCall, Object, ObjectKey, Traversal as HclTraversal,
    TraversalOperator, UnaryOperator as HclUnary,
};
use hcl_edit::{Decorated, Ident, Number as HclNumber, Span as _};

use super::body::Converter;
use super::templates::Standing;
use crate::model::expression::{
    BinaryOperator, Expression, ForExpression, Traversal, TraversalRoot, TraversalStep, UnaryOperator,
};
use crate::model::tree::{Content, Key, Map, MapEntry, Node, Number};

impl Converter<'_, '_> {
    /// The node of an expression. Recursion is bound by the parser's own limit of depth.
    pub(super) fn node(&mut self, expression: &Hcl) -> Node {
        let span = self.span(expression.span());
        let content = match expression {
            Hcl::Null(_) => Content::Null,
            Hcl::Bool(yes) => Content::Bool(*yes.value()),
            Hcl::Number(number) => self.number(number.value(), expression.span()),
            Hcl::String(text) => Content::Text(text.as_str().into()),
            Hcl::Array(array) => Content::List(array.iter().map(|item| self.node(item)).collect()),
            Hcl::Object(object) => self.object(object),
            Hcl::StringTemplate(template) => self.template(template, Standing::Quotes),
            Hcl::HeredocTemplate(heredoc) => {
                let is_indented = self.written(expression.span()).starts_with("<<-");
                let standing = if is_indented { Standing::IndentedLines } else { Standing::Lines };
                self.template(&heredoc.template, standing)
            }
            Hcl::Parenthesis(inner) => self.node(inner.inner()).content,
            Hcl::Variable(name) => {
                let root = TraversalRoot::Name(self.name(name));
                wrap(Expression::Traversal(Traversal { root, steps: Vec::new() }))
            }
            Hcl::Traversal(traversal) => self.traversal(traversal),
            Hcl::FuncCall(call) => self.call(call),
            Hcl::Conditional(conditional) => wrap(Expression::Conditional {
                condition: self.node(&conditional.cond_expr),
                yes: self.node(&conditional.true_expr),
                no: self.node(&conditional.false_expr),
            }),
            Hcl::UnaryOp(operation) => {
                wrap(Expression::Unary(unary(*operation.operator.value()), self.node(&operation.expr)))
            }
            Hcl::BinaryOp(operation) => wrap(Expression::Binary(
                binary(*operation.operator.value()),
                self.node(&operation.lhs_expr),
                self.node(&operation.rhs_expr),
            )),
            Hcl::ForExpr(expression) => self.for_expression(expression),
        };
        Node::new(content, span)
    }

    pub(super) fn name(&self, name: &Decorated<Ident>) -> Key {
        self.key(name.as_str(), name.span())
    }

    fn number(&self, number: &HclNumber, range: Option<Range<usize>>) -> Content {
        let raw = self.written(range).into();
        let value = number.as_f64().unwrap_or(f64::NAN);
        Content::Number(Number { value, raw })
    }

    fn traversal(&mut self, traversal: &HclTraversal) -> Content {
        let root = match &traversal.expr {
            Hcl::Variable(name) => TraversalRoot::Name(self.name(name)),
            other => TraversalRoot::Value(Box::new(self.node(other))),
        };
        let span = self.span(traversal.span());
        let mut traversed = Traversal { root, steps: Vec::new() };
        let mut in_attribute_splat = false;
        for operator in &traversal.operators {
            let step = match operator.value() {
                TraversalOperator::GetAttr(name) => TraversalStep::Attribute(self.name(name)),
                TraversalOperator::Index(index) => TraversalStep::Index(self.node(index)),
                TraversalOperator::LegacyIndex(index) => {
                    let number = HclNumber::from(*index.value());
                    TraversalStep::Index(Node::new(self.number(&number, index.span()), self.span(index.span())))
                }
                TraversalOperator::AttrSplat(_) | TraversalOperator::FullSplat(_) => TraversalStep::Splat,
            };
            // `a.*.b[0]` is the first of all `b`; `a[*].b[0]` the first of each.
            if in_attribute_splat && !matches!(step, TraversalStep::Attribute(_)) {
                let inner = Node::new(wrap(Expression::Traversal(traversed)), span);
                traversed = Traversal { root: TraversalRoot::Value(Box::new(inner)), steps: Vec::new() };
                in_attribute_splat = false;
            }
            in_attribute_splat |= matches!(operator.value(), TraversalOperator::AttrSplat(_));
            traversed.steps.push(step);
        }
        wrap(Expression::Traversal(traversed))
    }

    fn call(&mut self, call: &FuncCall) -> Content {
        let last = self.name(&call.name.name);
        let spaces: Vec<Key> = call.name.namespace.iter().map(|space| self.name(space)).collect();
        let name = spaces.into_iter().rev().fold(last, |name, space| Key {
            text: smol_str::format_smolstr!("{}::{}", space.text, name.text),
            span: space.span.join(name.span),
        });
        let arguments = call.args.iter().map(|argument| self.node(argument)).collect();
        wrap(Expression::Call { name, arguments, expands: call.args.expand_final() })
    }

    fn for_expression(&mut self, expression: &ForExpr) -> Content {
        let intro = &expression.intro;
        wrap(Expression::For(Box::new(ForExpression {
            key_name: intro.key_var.as_ref().map(|name| self.name(name)),
            value_name: self.name(&intro.value_var),
            collection: self.node(&intro.collection_expr),
            key: expression.key_expr.as_ref().map(|key| self.node(key)),
            value: self.node(&expression.value_expr),
            condition: expression.cond.as_ref().map(|condition| self.node(&condition.expr)),
            groups: expression.grouping,
        })))
    }

    /// A map where all keys are literal, else an object of pairs.
    fn object(&mut self, object: &Object) -> Content {
        let keys: Option<Vec<Key>> = object.iter().map(|(key, _)| self.literal_key(key)).collect();
        let Some(keys) = keys else {
            let pair = |(key, value): (&ObjectKey, &hcl_edit::expr::ObjectValue)| {
                let key = match (self.literal_key(key), key) {
                    (Some(key), _) => Node::new(Content::Text(key.text), key.span),
                    (None, ObjectKey::Expression(key)) => self.node(key),
                    (None, ObjectKey::Ident(name)) => {
                        Node::new(Content::Text(name.as_str().into()), self.span(name.span()))
                    }
                };
                (key, self.node(value.expr()))
            };
            return wrap(Expression::Object(object.iter().map(pair).collect()));
        };
        // Of a key that is written twice in an object the last counts: HCL says so, and nobody has to be told.
        let values = object.iter().map(|(_, value)| self.node(value.expr()));
        let entries = keys.into_iter().zip(values).map(|(key, value)| MapEntry { key, value });
        Content::Map(Map { entries: entries.collect() })
    }

    fn literal_key(&self, key: &ObjectKey) -> Option<Key> {
        match key {
            ObjectKey::Ident(name) => Some(self.name(name)),
            ObjectKey::Expression(Hcl::String(text)) => Some(self.key(text.as_str(), text.span())),
            ObjectKey::Expression(literal @ (Hcl::Number(_) | Hcl::Bool(_) | Hcl::Null(_))) => {
                Some(Key { text: self.written(literal.span()).into(), span: self.span(literal.span()) })
            }
            ObjectKey::Expression(_) => None,
        }
    }
}

fn wrap(expression: Expression) -> Content {
    Content::Expression(Arc::new(expression))
}

fn unary(operator: HclUnary) -> UnaryOperator {
    match operator {
        HclUnary::Neg => UnaryOperator::Negate,
        HclUnary::Not => UnaryOperator::Not,
    }
}

fn binary(operator: HclBinary) -> BinaryOperator {
    match operator {
        HclBinary::Eq => BinaryOperator::Equal,
        HclBinary::NotEq => BinaryOperator::NotEqual,
        HclBinary::LessEq => BinaryOperator::LessOrEqual,
        HclBinary::GreaterEq => BinaryOperator::GreaterOrEqual,
        HclBinary::Less => BinaryOperator::Less,
        HclBinary::Greater => BinaryOperator::Greater,
        HclBinary::Plus => BinaryOperator::Add,
        HclBinary::Minus => BinaryOperator::Subtract,
        HclBinary::Mul => BinaryOperator::Multiply,
        HclBinary::Div => BinaryOperator::Divide,
        HclBinary::Mod => BinaryOperator::Modulo,
        HclBinary::And => BinaryOperator::And,
        HclBinary::Or => BinaryOperator::Or,
    }
}
