//! Text written as Telegram's HTML: <https://core.telegram.org/bots/api#html-style>.

use teloxide::utils::html;

/// Most UTF-16 units of a message after its entities are parsed (Bot API, sendMessage).
pub const LONGEST_MESSAGE: usize = 4096;

/// A text under construction. Everything that goes in is escaped.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Html(String);

impl Html {
    /// Adds plain text, escaped.
    pub fn text(&mut self, text: &str) -> &mut Self {
        self.0.push_str(&html::escape(text));
        self
    }

    /// Adds bold text, escaped.
    pub fn bold(&mut self, text: &str) -> &mut Self {
        self.0.push_str(&html::bold(&html::escape(text)));
        self
    }

    /// Adds italic text, escaped.
    pub fn italic(&mut self, text: &str) -> &mut Self {
        self.0.push_str(&html::italic(&html::escape(text)));
        self
    }

    /// Adds a text of fixed width, which a tap copies, escaped.
    pub fn preformatted(&mut self, text: &str) -> &mut Self {
        self.0.push_str(&html::code_block(text));
        self
    }

    /// Adds a link with its text.
    pub fn link(&mut self, url: &str, text: &str) -> &mut Self {
        // The library leaves quotation marks in attributes alone.
        let url = html::escape(url).replace('"', "&quot;");
        self.0
            .push_str(&format!("<a href=\"{url}\">{}</a>", html::escape(text)));
        self
    }

    /// Adds a quote that is folded to its first lines.
    pub fn folded(&mut self, inner: &Html) -> &mut Self {
        self.0.push_str(&html::expandable_blockquote(&inner.0));
        self
    }

    /// Adds another piece as it is.
    pub fn add(&mut self, other: &Html) -> &mut Self {
        self.0.push_str(&other.0);
        self
    }

    /// Begins a new line.
    pub fn line(&mut self) -> &mut Self {
        if !self.0.is_empty() {
            self.0.push('\n');
        }
        self
    }

    /// Begins a new paragraph.
    pub fn gap(&mut self) -> &mut Self {
        if !self.0.is_empty() {
            self.0.push_str("\n\n");
        }
        self
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a mark stands behind the numbers of some sources: `[1,2]◦`.
    pub fn is_marked(&self, mark: &str) -> bool {
        self.0.split(']').skip(1).any(|behind| {
            let end = behind.find(|character: char| character.is_whitespace() || character == '<');
            behind[..end.unwrap_or(behind.len())].contains(mark)
        })
    }

    /// The text as it is sent.
    pub fn into_string(self) -> String {
        self.0
    }

    /// How long Telegram will find it.
    pub fn length(&self) -> usize {
        visible_length(&self.0)
    }
}

/// UTF-16 units of what is seen of a text: without tags, entities counted as one. Only for texts
/// made by [`Html`], where every other `<` and `&` is escaped.
pub fn visible_length(html: &str) -> usize {
    let mut length = 0;
    let mut rest = html;
    while let Some(character) = rest.chars().next() {
        let end = match character {
            '<' => rest.find('>'),
            '&' => rest.find(';'),
            _ => None,
        };
        length += match character {
            '<' => 0,
            '&' => 1,
            _ => character.len_utf16(),
        };
        rest = &rest[end.map_or(character.len_utf8(), |end| end + 1)..];
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_seen_is_counted() {
        let mut html = Html::default();
        html.bold("a<b")
            .text(" & 𝄞")
            .link("https://x.org/?a=\"1\"", "c");
        assert_eq!(html.length(), "a<b & 𝄞c".encode_utf16().count());
        assert!(!html.into_string().contains("\"1\""));
    }
}
