//! Inputs: any text, any JSON, and valid ones with something changed.

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde_json::{Map, Number, Value};

/// One change of a text, its place given as a share of the length.
#[derive(Debug, Clone)]
pub(crate) enum Edit {
    Put(u16, u8),
    Insert(u16, String),
    Remove(u16, u8),
    Repeat(u16, u8),
    Cut(u16),
}

/// Pieces that mean something in one of the formats.
const PIECES: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    "\"",
    "\\",
    ":",
    ",",
    "null",
    "-1",
    "1e999",
    "99999999999999999999",
    "\\ud800",
    "\u{0}",
    "\u{feff}",
    "\u{202e}",
    "🦴",
    "e\u{301}",
    "İ",
    "ß",
    "=",
    "#",
    "\"\"\"",
    "'''",
    "\n",
    "[[",
    "]]",
    "true",
    "::",
    "is",
    "and",
    "or",
    "not",
    "(",
    ")",
    "0x",
    "..",
    "<b>",
    "&",
    "\r",
    "\t",
];

pub(crate) fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        (any::<u16>(), any::<u8>()).prop_map(|(at, byte)| Edit::Put(at, byte)),
        (any::<u16>(), proptest::sample::select(PIECES))
            .prop_map(|(at, piece)| Edit::Insert(at, piece.to_owned())),
        (any::<u16>(), "\\PC{0,8}").prop_map(|(at, text)| Edit::Insert(at, text)),
        (any::<u16>(), any::<u8>()).prop_map(|(at, length)| Edit::Remove(at, length)),
        (any::<u16>(), any::<u8>()).prop_map(|(at, length)| Edit::Repeat(at, length)),
        any::<u16>().prop_map(Edit::Cut),
    ]
}

pub(crate) fn edits() -> impl Strategy<Value = Vec<Edit>> {
    vec(edit(), 1..6)
}

/// The text after the changes; bytes that are none of UTF-8 become the mark for that, as they would
/// where a file or an update is read.
pub(crate) fn edited(text: &str, edits: &[Edit]) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for edit in edits {
        let place =
            |share: u16| usize::from(share) * (bytes.len() + 1) / (usize::from(u16::MAX) + 1);
        match edit {
            Edit::Put(at, byte) => {
                let at = place(*at);
                if let Some(old) = bytes.get_mut(at) {
                    *old = *byte;
                }
            }
            Edit::Insert(at, text) => {
                let at = place(*at);
                bytes.splice(at..at, text.bytes());
            }
            Edit::Remove(at, length) => {
                let at = place(*at);
                let end = (at + usize::from(*length)).min(bytes.len());
                bytes.drain(at..end);
            }
            Edit::Repeat(at, length) => {
                let at = place(*at);
                let end = (at + usize::from(*length)).min(bytes.len());
                let piece = bytes[at..end].to_vec();
                bytes.splice(at..at, piece);
            }
            Edit::Cut(at) => {
                let at = place(*at);
                bytes.truncate(at);
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Any text: of all planes, of letters that are awkward, short and long.
pub(crate) fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => any::<String>(),
        3 => "[ -~]{0,60}",
        2 => "[\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}\\p{Z}\\p{C}]{0,40}",
        1 => vec(proptest::sample::select(PIECES), 0..12).prop_map(|pieces| pieces.concat()),
    ]
}

/// Any number that JSON can hold.
fn number() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-3_i64..20).prop_map(Value::from),
        any::<f64>().prop_map(|number| Number::from_f64(number).map_or(Value::Null, Value::Number)),
    ]
}

/// Any JSON, some levels deep; keys are drawn from those given and from anything.
pub(crate) fn json(keys: &'static [&'static str]) -> BoxedStrategy<Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        number(),
        text().prop_map(Value::from),
        proptest::sample::select(keys).prop_map(Value::from),
    ];
    let key = prop_oneof![
        3 => proptest::sample::select(keys).prop_map(str::to_owned),
        1 => text(),
    ];
    leaf.prop_recursive(5, 40, 6, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Value::from),
            btree_map(key.clone(), inner, 0..6).prop_map(|map| Value::Object(Map::from_iter(map))),
        ]
    })
    .boxed()
}

/// The same JSON with one of its nodes, counted from the top, replaced or taken out.
pub(crate) fn grafted(mut value: Value, at: u16, graft: Option<Value>) -> Value {
    fn count(value: &Value) -> usize {
        1 + match value {
            Value::Array(list) => list.iter().map(count).sum(),
            Value::Object(map) => map.values().map(count).sum(),
            _ => 0,
        }
    }
    /// Whether the node was reached; it is then replaced, or taken out of what holds it.
    fn walk(value: &mut Value, left: &mut usize, graft: &mut Option<Option<Value>>) -> bool {
        if *left == 0 {
            return match graft.take() {
                Some(Some(new)) => {
                    *value = new;
                    false
                }
                _ => true,
            };
        }
        *left -= 1;
        match value {
            Value::Array(list) => {
                for place in 0..list.len() {
                    if walk(&mut list[place], left, graft) {
                        list.remove(place);
                        return false;
                    }
                    if graft.is_none() {
                        break;
                    }
                }
            }
            Value::Object(map) => {
                let keys: Vec<String> = map.keys().cloned().collect();
                for key in keys {
                    if walk(&mut map[&key], left, graft) {
                        map.remove(&key);
                        return false;
                    }
                    if graft.is_none() {
                        break;
                    }
                }
            }
            _ => {}
        }
        false
    }
    let nodes = count(&value);
    // The whole is not replaced: that would be any JSON, which has its own test.
    let mut left = 1 + usize::from(at) % nodes.max(2);
    if nodes > 1 {
        walk(&mut value, &mut left, &mut Some(graft));
    }
    value
}
