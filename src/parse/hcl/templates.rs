//! Templates: their literal texts as HCL cuts, strips and dedents them, and their directives as expressions.

use std::sync::Arc;

use hcl_edit::Span as _;
use hcl_edit::template::{Directive, Element, ForDirective, IfDirective, Strip, Template};
use smol_str::SmolStr;

use super::body::Converter;
use crate::model::expression::{Expression, ForExpression};
use crate::model::tree::{Content, Node};

/// What a template stands in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Quotes: `\n` and its kin mean something.
    Quotes,
    /// A heredoc, or a file of its own.
    Lines,
    /// A heredoc that begins with `<<-`: the least indentation of its lines is taken from all.
    IndentedLines,
}

/// A piece of a template, in HCL's own cut: it is what `~` and `<<-` take white space from.
enum Piece {
    /// Text, and the number of the literal that it is part of.
    Text(usize, String),
    /// `${ }` or `%{ }`.
    Sequence,
}

/// The literals of a template, in order, those in its directives among them.
struct Literals {
    standing: Standing,
    pieces: Vec<Piece>,
    count: usize,
    trims_next: bool,
}

/// The texts of literals that were not asked for yet.
type Texts = std::vec::IntoIter<String>;

impl Converter<'_, '_> {
    /// Text where nothing is put into it; the value itself where a template is nothing but one.
    pub(super) fn template(&mut self, template: &Template, standing: Standing) -> Content {
        if let Some(Element::Interpolation(only)) = template.as_single_element() {
            return self.node(&only.expr).content;
        }
        let mut literals = Literals { standing, pieces: Vec::new(), count: 0, trims_next: false };
        literals.gather(template, self);
        let mut texts = literals.texts().into_iter();
        if template.iter().all(Element::is_literal) {
            return Content::Text(texts.collect::<String>().into());
        }
        self.parts(template, &mut texts)
    }

    /// The template with its literals' texts. Recursion is bound by the parser's own limit of depth.
    fn parts(&mut self, template: &Template, texts: &mut Texts) -> Content {
        let mut parts: Vec<Node> = Vec::new();
        for element in template {
            let span = self.span(element.span());
            let content = match element {
                Element::Literal(_) => Content::Text(texts.next().unwrap_or_default().into()),
                Element::Interpolation(interpolation) => {
                    parts.push(self.node(&interpolation.expr));
                    continue;
                }
                Element::Directive(directive) => match &**directive {
                    Directive::If(directive) => self.condition(directive, texts),
                    Directive::For(directive) => self.repetition(directive, texts),
                },
            };
            parts.push(Node::new(content, span));
        }
        let is_empty = |part: &Node| matches!(&part.content, Content::Text(text) if text.is_empty());
        parts.retain(|part| !is_empty(part));
        match parts.as_mut_slice() {
            [] => Content::Text(SmolStr::default()),
            [Node { content: Content::Text(text), .. }] => Content::Text(std::mem::take(text)),
            _ => Content::Expression(Arc::new(Expression::Template(parts))),
        }
    }

    fn condition(&mut self, directive: &IfDirective, texts: &mut Texts) -> Content {
        let condition = self.node(&directive.if_expr.cond_expr);
        let yes = self.branch(&directive.if_expr.template, texts);
        let no = match &directive.else_expr {
            Some(other) => self.branch(&other.template, texts),
            None => Node::new(Content::Text(SmolStr::default()), self.span(directive.span())),
        };
        Content::Expression(Arc::new(Expression::Conditional { condition, yes, no }))
    }

    fn repetition(&mut self, directive: &ForDirective, texts: &mut Texts) -> Content {
        let each = &directive.for_expr;
        Content::Expression(Arc::new(Expression::Repetition(Box::new(ForExpression {
            key_name: each.key_var.as_ref().map(|name| self.name(name)),
            value_name: self.name(&each.value_var),
            collection: self.node(&each.collection_expr),
            key: None,
            value: self.branch(&each.template, texts),
            condition: None,
            groups: false,
        }))))
    }

    fn branch(&mut self, template: &Template, texts: &mut Texts) -> Node {
        let span = self.span(template.span());
        Node::new(self.parts(template, texts), span)
    }
}

impl Literals {
    fn gather(&mut self, template: &Template, converter: &Converter<'_, '_>) {
        for element in template {
            match element {
                Element::Literal(literal) => self.literal(converter.written(literal.span())),
                Element::Interpolation(interpolation) => self.sequence(interpolation.strip),
                Element::Directive(directive) => match &**directive {
                    Directive::If(directive) => {
                        self.sequence(directive.if_expr.strip);
                        self.gather(&directive.if_expr.template, converter);
                        if let Some(other) = &directive.else_expr {
                            self.sequence(other.strip);
                            self.gather(&other.template, converter);
                        }
                        self.sequence(directive.endif_expr.strip);
                    }
                    Directive::For(directive) => {
                        self.sequence(directive.for_expr.strip);
                        self.gather(&directive.for_expr.template, converter);
                        self.sequence(directive.endfor_expr.strip);
                    }
                },
            }
        }
    }

    /// Takes the text of a literal apart: `~` takes the white space of one piece, which in lines is one line's.
    fn literal(&mut self, written: &str) {
        let number = self.count;
        self.count += 1;
        let whole = std::iter::once(written);
        let lines = written.split_inclusive('\n');
        let pieces: Vec<&str> = if self.standing == Standing::Quotes { whole.collect() } else { lines.collect() };
        for piece in pieces {
            let text = unescaped(piece, self.standing == Standing::Quotes);
            let trims = std::mem::take(&mut self.trims_next);
            let text = if trims { text.trim_start().to_owned() } else { text };
            self.pieces.push(Piece::Text(number, text));
        }
    }

    fn sequence(&mut self, strip: Strip) {
        if let (true, Some(Piece::Text(_, text))) = (strip.strip_start(), self.pieces.last_mut()) {
            text.truncate(text.trim_end().len());
        }
        self.pieces.push(Piece::Sequence);
        self.trims_next = strip.strip_end();
    }

    /// The texts by the literals that they are of.
    fn texts(mut self) -> Vec<String> {
        if self.standing == Standing::IndentedLines {
            self.dedent();
        }
        let mut texts = vec![String::new(); self.count];
        for piece in self.pieces {
            if let Piece::Text(number, piece) = piece
                && let Some(text) = texts.get_mut(number)
            {
                text.push_str(&piece);
            }
        }
        texts
    }

    /// Takes the least indentation from the pieces that begin a line. Lines of nothing but white space do not count,
    /// and those that begin with a sequence have none.
    fn dedent(&mut self) {
        let mut least: Option<usize> = None;
        let mut indented: Vec<&mut String> = Vec::new();
        let mut begins = true;
        for piece in &mut self.pieces {
            let is_first = begins;
            begins = matches!(piece, Piece::Text(_, text) if text.ends_with('\n'));
            let indentation = match piece {
                _ if !is_first => continue,
                Piece::Text(_, text) if text.trim_start().is_empty() && text.ends_with('\n') => continue,
                Piece::Text(_, text) => {
                    let indentation = text.chars().take_while(|letter| letter.is_whitespace()).count();
                    indented.push(text);
                    indentation
                }
                Piece::Sequence => 0,
            };
            least = Some(least.map_or(indentation, |least| least.min(indentation)));
        }
        for text in indented {
            *text = text.chars().skip(least.unwrap_or(0)).collect();
        }
    }
}

/// What a piece of a template means: `$${` and `%%{` everywhere, in quotes also what follows a backslash.
fn unescaped(written: &str, in_quotes: bool) -> String {
    let mut text = String::with_capacity(written.len());
    let mut rest = written;
    while let Some(at) = rest.find(['$', '%', '\\']) {
        let (before, after) = rest.split_at(at);
        text.push_str(before);
        let (letter, width) = match after.as_bytes() {
            [b'$', b'$', b'{', ..] => (None, 3),
            [b'%', b'%', b'{', ..] => (None, 3),
            [b'\\', escape, ..] if in_quotes => match escape {
                b'n' => (Some('\n'), 2),
                b'r' => (Some('\r'), 2),
                b't' => (Some('\t'), 2),
                b'"' => (Some('"'), 2),
                b'\\' => (Some('\\'), 2),
                b'u' => (character(after.get(2..6)), 6),
                b'U' => (character(after.get(2..10)), 10),
                _ => (Some('\\'), 1),
            },
            _ => (after.chars().next(), 1),
        };
        match letter {
            Some(letter) => text.push(letter),
            // Of the doubled mark, one stays.
            None => text.push_str(after.get(1..width).unwrap_or_default()),
        }
        rest = after.get(width..).unwrap_or_default();
    }
    text.push_str(rest);
    text
}

/// The character of a number in hexadecimal digits; what is none becomes the replacement character, as in HCL.
fn character(digits: Option<&str>) -> Option<char> {
    let code = u32::from_str_radix(digits.unwrap_or_default(), 16).ok();
    Some(code.and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER))
}
