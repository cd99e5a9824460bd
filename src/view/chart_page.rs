//! Pages for somebody else's record system: ASCII, in lines of at most 72 columns.

/// Columns of a note: what record systems show without breaking a line.
const COLUMNS: usize = 72;

/// The signs that content may use and a chart may not take, and what stands for them.
const REPLACED: [(&str, &str); 11] = [
    ("\u{2013}", "-"),
    ("\u{2014}", "-"),
    ("\u{2018}", "'"),
    ("\u{2019}", "'"),
    ("\u{201c}", "\""),
    ("\u{201d}", "\""),
    ("\u{d7}", "x"),
    (" \u{2192} ", ", then "),
    ("\u{2026}", "..."),
    ("\u{2265}", ">="),
    ("\u{2264}", "<="),
];

/// A text in ASCII; what has no counterpart is left out.
pub(super) fn ascii(text: &str) -> String {
    let mut text = text.to_owned();
    for (from, to) in REPLACED {
        text = text.replace(from, to);
    }
    text.retain(|c| matches!(c, '\n' | ' '..='~'));
    text
}

/// A page of lines within the columns.
#[derive(Default)]
pub(super) struct Page(pub(super) String);

impl Page {
    pub(super) fn gap(&mut self) {
        if !self.0.is_empty() {
            self.0.push('\n');
        }
    }

    pub(super) fn heading(&mut self, heading: &str) {
        self.gap();
        self.line(heading);
    }

    pub(super) fn items<'a>(&mut self, items: impl Iterator<Item = &'a str>) {
        for item in items {
            self.item(item);
        }
    }

    pub(super) fn item(&mut self, text: &str) {
        self.wrapped("- ", text);
    }

    pub(super) fn line(&mut self, text: &str) {
        self.wrapped("", text);
    }

    /// Words within the columns; what goes on stands two spaces in.
    fn wrapped(&mut self, mark: &str, text: &str) {
        let text = ascii(text);
        let mut line = mark.to_owned();
        let mut is_empty = true;
        for word in text.split_whitespace() {
            if !is_empty && line.len() + 1 + word.len() > COLUMNS {
                self.0.push_str(&line);
                self.0.push('\n');
                line = "  ".to_owned();
                is_empty = true;
            }
            if !is_empty {
                line.push(' ');
            }
            line.push_str(word);
            is_empty = false;
        }
        self.0.push_str(&line);
        self.0.push('\n');
    }
}
