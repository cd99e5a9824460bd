//! A strict reader of Telegram's HTML.
//!
//! The real server refuses a message whose markup is broken and sends nothing, so a lenient reader
//! here would hide exactly the faults a test should find.

use serde::Serialize;

/// A stretch of formatted text; offset and length count UTF-16 code units, as on the wire.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entity {
    /// The Bot API's name of the kind: `bold`, `text_link`, `expandable_blockquote`, ...
    #[serde(rename = "type")]
    pub kind: String,
    /// Where it starts, in UTF-16 units.
    pub offset: usize,
    /// How long it is.
    pub length: usize,
    /// The address of a `text_link`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The language of a `pre` block.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

impl Entity {
    /// An entity without address or language.
    pub fn plain(kind: &str, offset: usize, length: usize) -> Self {
        Self {
            kind: kind.to_owned(),
            offset,
            length,
            url: None,
            language: None,
        }
    }
}

/// Length of `text` as Telegram counts it.
pub fn utf16_len(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

/// Reads `source` as Telegram HTML: the visible text and its entities, or what the server would
/// say after "Bad Request: can't parse entities: ".
pub fn parse(source: &str) -> Result<(String, Vec<Entity>), String> {
    let mut reader = HtmlReader::default();
    let mut at = 0;
    while let Some(next) = source[at..].chars().next() {
        match next {
            '<' => at = reader.tag(source, at)?,
            '&' => {
                let (decoded, len) = reference(&source[at..]).unwrap_or(('&', 1));
                reader.push(decoded);
                at += len;
            }
            other => {
                reader.push(other);
                at += other.len_utf8();
            }
        }
    }
    reader.finish()
}

struct Open {
    name: String,
    entity: Entity,
}

#[derive(Default)]
struct HtmlReader {
    text: String,
    units: usize,
    open: Vec<Open>,
    done: Vec<Entity>,
}

impl HtmlReader {
    fn push(&mut self, next: char) {
        self.text.push(next);
        self.units += next.len_utf16();
    }

    /// Reads the tag at `at` and returns where the text goes on.
    fn tag(&mut self, source: &str, at: usize) -> Result<usize, String> {
        let body = &source[at + 1..];
        if let Some(rest) = body.strip_prefix('/') {
            let Some(end) = rest.find('>') else {
                return Err(format!("Unclosed end tag at byte offset {at}"));
            };
            self.close(rest[..end].trim_end(), at)?;
            return Ok(at + 2 + end + 1);
        }
        let Some(end) = end_of_start_tag(body) else {
            return Err(format!("Unclosed start tag at byte offset {at}"));
        };
        self.start(&body[..end], at)?;
        Ok(at + 1 + end + 1)
    }

    fn start(&mut self, inside: &str, at: usize) -> Result<(), String> {
        let name_end = inside
            .find(|c: char| c.is_whitespace())
            .unwrap_or(inside.len());
        let name = inside[..name_end].to_ascii_lowercase();
        let attributes = attributes(&inside[name_end..]).ok_or_else(|| {
            format!("Unexpected attributes of tag \"{name}\" at byte offset {at}")
        })?;
        let value = |wanted: &str| {
            attributes
                .iter()
                .find(|(key, _)| key == wanted)
                .map(|(_, value)| value.clone())
        };
        let mut entity = Entity::plain("", self.units, 0);
        entity.kind = match name.as_str() {
            "b" | "strong" => "bold",
            "i" | "em" => "italic",
            "u" | "ins" => "underline",
            "s" | "strike" | "del" => "strikethrough",
            "tg-spoiler" => "spoiler",
            "span" if value("class").as_deref() == Some("tg-spoiler") => "spoiler",
            "span" => {
                return Err(format!(
                    "Tag \"span\" must have class \"tg-spoiler\" at byte offset {at}"
                ));
            }
            "code" => {
                entity.language = value("class")
                    .and_then(|class| class.strip_prefix("language-").map(str::to_owned));
                "code"
            }
            "pre" => "pre",
            "a" => {
                entity.url = value("href");
                "text_link"
            }
            "blockquote" => {
                if self.open.iter().any(|open| open.name == "blockquote") {
                    return Err(format!("Nested blockquote at byte offset {at}"));
                }
                if value("expandable").is_some() {
                    "expandable_blockquote"
                } else {
                    "blockquote"
                }
            }
            _ => {
                return Err(format!(
                    "Unsupported start tag \"{name}\" at byte offset {at}"
                ));
            }
        }
        .to_owned();
        self.open.push(Open { name, entity });
        Ok(())
    }

    fn close(&mut self, name: &str, at: usize) -> Result<(), String> {
        let Some(open) = self.open.pop() else {
            return Err(format!("Unexpected end tag at byte offset {at}"));
        };
        if !open.name.eq_ignore_ascii_case(name) {
            return Err(format!(
                "Unmatched end tag at byte offset {at}, expected \"</{}>\", found \"</{name}>\"",
                open.name
            ));
        }
        let mut entity = open.entity;
        entity.length = self.units - entity.offset;
        if entity.length == 0 {
            return Ok(());
        }
        if entity.kind == "text_link" && !good_link(entity.url.as_deref()) {
            // The real server keeps the words and drops an address it cannot use.
            return Ok(());
        }
        if entity.kind == "code" {
            let language = entity.language.take();
            // <pre><code class="language-x"> is one block with a language, not two entities.
            if let (Some(language), Some(parent)) = (language, self.open.last_mut())
                && parent.name == "pre"
            {
                parent.entity.language = Some(language);
                return Ok(());
            }
        }
        self.done.push(entity);
        Ok(())
    }

    fn finish(mut self) -> Result<(String, Vec<Entity>), String> {
        if let Some(open) = self.open.pop() {
            return Err(format!(
                "Can't find end tag corresponding to start tag \"{}\"",
                open.name
            ));
        }
        self.done
            .sort_by_key(|entity| (entity.offset, usize::MAX - entity.length));
        Ok((self.text, self.done))
    }
}

fn good_link(url: Option<&str>) -> bool {
    url.is_some_and(|url| {
        ["http://", "https://", "tg://", "mailto:"]
            .iter()
            .any(|scheme| url.starts_with(scheme))
    })
}

/// Finds the `>` that ends a start tag, passing over quoted values.
fn end_of_start_tag(body: &str) -> Option<usize> {
    let mut quote = None;
    for (at, next) in body.char_indices() {
        match (quote, next) {
            (None, '>') => return Some(at),
            (None, '"' | '\'') => quote = Some(next),
            (Some(open), _) if open == next => quote = None,
            _ => {}
        }
    }
    None
}

/// Splits `key`, `key="value"`, `key='value'` and `key=value`; `None` if there is anything else.
fn attributes(source: &str) -> Option<Vec<(String, String)>> {
    let mut found = Vec::new();
    let mut rest = source.trim_start();
    while !rest.is_empty() {
        let key_end = rest
            .find(|c: char| c == '=' || c.is_whitespace())
            .unwrap_or(rest.len());
        let key = rest[..key_end].to_ascii_lowercase();
        if key.is_empty() || key.contains(['"', '\'', '<', '/']) {
            return None;
        }
        rest = rest[key_end..].trim_start();
        let mut value = String::new();
        if let Some(after) = rest.strip_prefix('=') {
            let after = after.trim_start();
            let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''));
            let (raw, left) = if let Some(quote) = quote {
                let end = after[1..].find(quote)?;
                (&after[1..=end], &after[end + 2..])
            } else {
                let end = after
                    .find(|c: char| c.is_whitespace())
                    .unwrap_or(after.len());
                after.split_at(end)
            };
            value = decode(raw);
            rest = left.trim_start();
        }
        found.push((key, value));
    }
    Some(found)
}

fn decode(raw: &str) -> String {
    let mut out = String::new();
    let mut at = 0;
    while let Some(next) = raw[at..].chars().next() {
        let (decoded, len) = match next {
            '&' => reference(&raw[at..]).unwrap_or(('&', 1)),
            other => (other, other.len_utf8()),
        };
        out.push(decoded);
        at += len;
    }
    out
}

/// Reads a character reference at the start of `source`; any other `&` is an ordinary character.
fn reference(source: &str) -> Option<(char, usize)> {
    let end = source.char_indices().take(12).find(|(_, c)| *c == ';')?.0;
    let name = &source[1..end];
    let decoded = match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        _ => {
            let digits = name.strip_prefix('#')?;
            let code = match digits.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => digits.parse().ok()?,
            };
            char::from_u32(code).filter(|c| *c != '\0')?
        }
    };
    Some((decoded, end + 1))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    #[test]
    fn offsets_count_utf16() {
        let (text, entities) = parse("🦶 <b>heel 🦵</b> &lt;3&#39;&#x41;").unwrap();
        assert_eq!(text, "🦶 heel 🦵 <3'A");
        assert_eq!(entities, [Entity::plain("bold", 3, 7)]);
        assert_eq!(utf16_len("🦶"), 2);
    }

    #[test]
    fn all_tags_are_known() {
        let source = "<b>a</b><strong>a</strong><i>a</i><em>a</em><u>a</u><ins>a</ins><s>a</s>\
            <strike>a</strike><del>a</del><code>a</code><pre>a</pre>\
            <a href=\"https://x.org/?a=1&amp;b=2\">a</a><span class=\"tg-spoiler\">a</span>\
            <tg-spoiler>a</tg-spoiler><blockquote>a</blockquote>\
            <blockquote expandable>a</blockquote><pre><code class=\"language-rust\">a</code></pre>";
        let (_, entities) = parse(source).unwrap();
        assert_eq!(entities.len(), 17);
        assert_eq!(entities[11].url.as_deref(), Some("https://x.org/?a=1&b=2"));
        assert_eq!(entities[15].kind, "expandable_blockquote");
        assert_eq!(entities[16].language.as_deref(), Some("rust"));
    }

    #[test]
    fn broken_markup_is_refused() {
        for (source, part) in [
            ("a < b", "Unclosed start tag"),
            ("a <br> b", "Unsupported start tag \"br\""),
            (
                "<b>a",
                "Can't find end tag corresponding to start tag \"b\"",
            ),
            ("<b><i>a</b></i>", "expected \"</i>\", found \"</b>\""),
            ("a</b>", "Unexpected end tag"),
            ("a</b", "Unclosed end tag"),
            ("<span>a</span>", "must have class"),
            (
                "<blockquote>a<blockquote>b</blockquote></blockquote>",
                "Nested blockquote",
            ),
            ("<a href=\"x>a</a>", "Unclosed start tag"),
        ] {
            let error = parse(source).expect_err(source);
            assert!(error.contains(part), "{source}: {error}");
        }
    }

    #[test]
    fn nested_entities_come_outer_first_and_empty_ones_go() {
        let (text, entities) = parse("<b><i>x</i> y</b><u></u> & &nbsp; >").unwrap();
        assert_eq!(text, "x y & &nbsp; >");
        assert_eq!(
            entities,
            [Entity::plain("bold", 0, 3), Entity::plain("italic", 0, 1)]
        );
    }
}
