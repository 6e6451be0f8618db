//! The table of data-class words: which tag keys and values speak of data, and what they say.

use std::collections::{HashMap, HashSet};
use std::sync::{LazyLock, OnceLock};

use aho_corasick::AhoCorasick;
use serde_yaml::Value as Yaml;
use smol_str::SmolStr;

use super::names::words_of_name;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::source::{SourceId, Span};
use crate::model::tree::{Content, Key, Map, MapEntry, Node, Number};
use crate::model::vocabulary::{DATA_LEVELS, Enumeration, REGIMES};

/// The words that say what data is handled: misfit's own table, or a team's.
#[derive(Debug, Default)]
pub struct TagWords {
    own: Option<Table>,
}

/// What a tag's key says of its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum KeyKind {
    /// The value is a level.
    Level,
    /// The value is a list of regimes.
    Regimes,
    /// The value is a yes or no to a regime.
    Flag(&'static str),
}

/// What a phrase in a value says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A level.
    Level(&'static str),
    /// A regime.
    Regime(&'static str),
    /// Something that does not bear on the data.
    Silent,
    /// Yes.
    Affirmation,
    /// No to all beside it.
    Negation,
    /// No to what follows.
    Negator,
    /// The whole tag speaks of something else.
    FalseFriend,
}

#[derive(Debug, Default)]
struct Table {
    keys: HashMap<SmolStr, KeyKind>,
    phrases: HashMap<SmolStr, Meaning>,
    longest_phrase: usize,
    /// Words of a workload's name, and the regime that they hint at.
    names: HashMap<SmolStr, &'static str>,
    /// Words of a store's name that keeps what systems write of themselves.
    records: HashSet<SmolStr>,
}

/// What every key of the built-in table has in it. The table is parsed only where a key has, too: most tags do not.
const KEY_MARKS: &[&str] = &[
    "class", "confid", "sensitiv", "compl", "regulat", "pci", "cde", "card", "hipaa", "phi", "cjis", "itar", "il4",
    "il5", "il6", "fedramp", "gdpr", "pii", "personal", "ccpa", "soc2", "iso27", "sox", "glba", "lgpd", "ferpa",
];

/// What every word of a name in the built-in table has in it, for the same reason.
const NAME_MARKS: &[&str] = &["pay", "cardholder", "creditcard", "patient", "ehr", "fhir", "hl7"];

const BUILT_IN: &str = include_str!("../../policies/words/data-classes.yaml");

impl TagWords {
    /// The table that misfit comes with; read at the first key that needs it.
    pub fn built_in() -> Self {
        Self::default()
    }

    /// What a key says, if it speaks of data. The key is as written.
    pub(super) fn key(&self, key: &str) -> Option<KeyKind> {
        let name = normal_key(key);
        static MARKS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| AhoCorasick::new(KEY_MARKS).ok());
        if self.own.is_none() && !bears_one(&MARKS, &name) {
            return None;
        }
        self.table().keys.get(name.as_str()).copied()
    }

    /// The regime that a workload's name hints at.
    pub(super) fn hint_of_name(&self, name: &str) -> Option<&'static str> {
        static MARKS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| AhoCorasick::new(NAME_MARKS).ok());
        // What words hold, alone and two by two, the name holds without the signs between them.
        if self.own.is_none() && !bears_one(&MARKS, &undivided(name)) {
            return None;
        }
        let names = &self.table().names;
        words_of_name(name).iter().find_map(|word| names.get(word.as_str()).copied())
    }

    /// Whether a store is called like one of logs or states.
    pub(super) fn names_records(&self, name: &str) -> bool {
        words_of_name(name).iter().any(|word| self.table().records.contains(word.as_str()))
    }

    /// What a phrase says: words in lower case with a space between.
    pub(super) fn phrase(&self, phrase: &str) -> Option<Meaning> {
        self.table().phrases.get(phrase).copied()
    }

    /// The longest phrase's number of words.
    pub(super) fn longest_phrase(&self) -> usize {
        self.table().longest_phrase
    }

    fn table(&self) -> &Table {
        static TABLE: OnceLock<Table> = OnceLock::new();
        self.own.as_ref().unwrap_or_else(|| {
            TABLE.get_or_init(|| {
                let tree =
                    serde_yaml::from_str(BUILT_IN).map_or_else(|_| plain_node(Content::Null), |yaml| node_of(&yaml));
                read(&tree).0
            })
        })
    }
}

/// Reads a table of data-class words, of the shape of `policies/words/data-classes.yaml`; it stands in place of the built-in one.
/// What is wrong in it is left out and said.
pub fn tag_words(root: &Node) -> (TagWords, Vec<Problem>) {
    let (table, problems) = read(root);
    (TagWords { own: Some(table) }, problems)
}

/// Whether a text bears one of the marks.
fn bears_one(marks: &Option<AhoCorasick>, text: &str) -> bool {
    marks.as_ref().is_none_or(|marks| marks.is_match(text))
}

/// A name in lower case, without what divides its words.
fn undivided(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A key as keys are compared: what stands after the last `/` or `:`, in lower case, without separators.
pub(super) fn normal_key(key: &str) -> String {
    let last = key.rsplit(['/', ':']).next().unwrap_or(key);
    last.chars().filter(|c| !matches!(c, '-' | '_' | '.' | ' ')).flat_map(char::to_lowercase).collect()
}

/// A text as phrases are compared: its words in lower case.
pub(super) fn words_of(text: &str) -> Vec<String> {
    let divides = |c: char| c.is_whitespace() || ",;/+|-_.:()&".contains(c);
    text.split(divides).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

/// A table on its way in, with what was wrong in it.
#[derive(Default)]
struct TableReader {
    table: Table,
    problems: Vec<Problem>,
}

fn read(root: &Node) -> (Table, Vec<Problem>) {
    let mut reader = TableReader::default();
    let Some(map) = root.as_map() else {
        reader.complain(root.span, "a table of data-class words is a map".to_owned());
        return (reader.table, reader.problems);
    };
    for entry in &map.entries {
        let value = &entry.value;
        match entry.key.text.as_str() {
            "keys" => reader.keys(value),
            "levels" => reader.by_enumeration(value, &DATA_LEVELS, Meaning::Level),
            "regimes" => reader.by_enumeration(value, &REGIMES, Meaning::Regime),
            "names" => reader.each_named(value, &REGIMES, |reader, regime, words| {
                for (word, _) in reader.texts(words) {
                    reader.table.names.insert(SmolStr::from(word.to_lowercase()), regime);
                }
            }),
            "records" => {
                for (word, _) in reader.texts(value) {
                    reader.table.records.insert(SmolStr::from(word.to_lowercase()));
                }
            }
            "silent" => reader.phrases(value, Meaning::Silent),
            "affirmations" => reader.phrases(value, Meaning::Affirmation),
            "negations" => reader.phrases(value, Meaning::Negation),
            "negators" => reader.phrases(value, Meaning::Negator),
            "false_friends" => reader.phrases(value, Meaning::FalseFriend),
            other => reader.complain(entry.key.span, format!("{other:?} is no part of a table of data-class words")),
        }
    }
    (reader.table, reader.problems)
}

impl TableReader {
    fn complain(&mut self, span: Span, message: String) {
        self.problems.push(Problem::at(ProblemKind::Settings, span, message));
    }

    fn entries<'a>(&mut self, node: &'a Node) -> &'a [MapEntry] {
        let Some(map) = node.as_map() else {
            self.complain(node.span, "a map belongs here".to_owned());
            return &[];
        };
        &map.entries
    }

    fn keys(&mut self, node: &Node) {
        for entry in self.entries(node) {
            match entry.key.text.as_str() {
                "level" => self.key_list(&entry.value, KeyKind::Level),
                "regimes" => self.key_list(&entry.value, KeyKind::Regimes),
                "flags" => self.each_named(&entry.value, &REGIMES, |reader, regime, keys| {
                    reader.key_list(keys, KeyKind::Flag(regime));
                }),
                other => self.complain(entry.key.span, format!("{other:?} is no kind of key: level, regimes or flags")),
            }
        }
    }

    fn key_list(&mut self, node: &Node, kind: KeyKind) {
        for (text, span) in self.texts(node) {
            let name = SmolStr::from(normal_key(&text));
            if self.table.keys.insert(name, kind).is_some_and(|before| before != kind) {
                self.complain(span, format!("the key {text:?} stands in the table with two meanings"));
            }
        }
    }

    fn by_enumeration(&mut self, node: &Node, names: &'static Enumeration, meaning: fn(&'static str) -> Meaning) {
        self.each_named(node, names, |reader, name, phrases| reader.phrases(phrases, meaning(name)));
    }

    fn each_named(
        &mut self,
        node: &Node,
        names: &'static Enumeration,
        mut read: impl FnMut(&mut Self, &'static str, &Node),
    ) {
        for entry in self.entries(node) {
            match names.values.iter().find(|name| **name == entry.key.text) {
                Some(name) => read(self, name, &entry.value),
                None => self.complain(
                    entry.key.span,
                    format!("{:?} is no {}; there are {}", entry.key.text, names.name, names.values.join(", ")),
                ),
            }
        }
    }

    fn phrases(&mut self, node: &Node, meaning: Meaning) {
        for (text, span) in self.texts(node) {
            let words = words_of(&text);
            self.table.longest_phrase = self.table.longest_phrase.max(words.len());
            let phrase = SmolStr::from(words.join(" "));
            if self.table.phrases.insert(phrase, meaning).is_some_and(|before| before != meaning) {
                self.complain(span, format!("{text:?} stands in the table with two meanings"));
            }
        }
    }

    fn texts(&mut self, node: &Node) -> Vec<(SmolStr, Span)> {
        let Some(items) = node.as_list() else {
            self.complain(node.span, "a list of words belongs here".to_owned());
            return Vec::new();
        };
        let mut texts = Vec::new();
        for item in items {
            match item.as_text() {
                Some(text) => texts.push((text, item.span)),
                None => self.complain(item.span, "a word belongs here".to_owned()),
            }
        }
        texts
    }
}

fn plain_node(content: Content) -> Node {
    Node::new(content, Span::new(SourceId(u32::MAX), 0, 0))
}

/// The built-in table as a tree, so that both tables are read one way. Its spans lead nowhere: a test holds it faultless.
fn node_of(yaml: &Yaml) -> Node {
    plain_node(match yaml {
        Yaml::Null | Yaml::Tagged(_) => Content::Null,
        Yaml::Bool(yes) => Content::Bool(*yes),
        Yaml::Number(number) => {
            Content::Number(Number { value: number.as_f64().unwrap_or_default(), raw: number.to_string().into() })
        }
        Yaml::String(text) => Content::Text(text.into()),
        Yaml::Sequence(items) => Content::List(items.iter().map(node_of).collect()),
        Yaml::Mapping(map) => Content::Map(Map {
            entries: map
                .iter()
                .map(|(key, value)| MapEntry {
                    key: Key {
                        text: key.as_str().unwrap_or_default().into(),
                        span: Span::new(SourceId(u32::MAX), 0, 0),
                    },
                    value: node_of(value),
                })
                .collect(),
        }),
    })
}

#[cfg(test)]
mod tests {
    use super::{BUILT_IN, KEY_MARKS, KeyKind, NAME_MARKS, TagWords, node_of, read, tag_words};

    #[test]
    fn the_built_in_table_is_faultless_and_every_key_bears_a_mark() {
        let yaml = serde_yaml::from_str(BUILT_IN).unwrap_or_default();
        let (table, problems) = read(&node_of(&yaml));
        assert_eq!(problems, []);
        for key in table.keys.keys() {
            assert!(KEY_MARKS.iter().any(|mark| key.contains(mark)), "{key}");
        }
        for name in table.names.keys() {
            assert!(NAME_MARKS.iter().any(|mark| name.contains(mark)), "{name}");
        }
        assert!(table.records.contains("logs"));
        assert!(table.phrases.len() > 100 && table.longest_phrase >= 3);
    }

    #[test]
    fn a_teams_table_stands_in_place_of_the_built_in_one_and_its_faults_are_said() {
        let text = "keys: {level: [secrecy], odd: []}\nlevels: {restricted: [crown jewels], purple: [x]}\nsilent: [crown jewels]\nregimes: 3\nmore: 1\n";
        let yaml = serde_yaml::from_str(text).unwrap_or_default();
        let (words, problems) = tag_words(&node_of(&yaml));
        assert_eq!(words.key("acme.io/Secrecy"), Some(KeyKind::Level));
        assert_eq!(words.key("DataClassification"), None);
        assert_eq!(TagWords::built_in().key("acme.io/data-classification"), Some(KeyKind::Level));
        let messages: Vec<_> = problems.iter().map(|problem| problem.message.as_str()).collect();
        assert_eq!(messages.len(), 5, "{messages:?}");
    }
}
