//! Lists of buttons that are longer than a phone is patient.

use super::button::Button;
use crate::callback_data::CallbackData;
use care_engine::content::Content;

/// Most buttons of a list on one card.
pub(super) const PAGE: usize = 8;
/// Most characters of a button: what a phone shows of one that has a row for itself.
pub(super) const BUTTON: usize = 48;

/// One page of a list.
#[derive(Debug, Clone, Copy)]
pub(super) struct Page<'a, T> {
    /// What stands on it.
    pub items: &'a [T],
    /// Which one it is, from nought.
    pub at: usize,
    /// How many there are, at least one.
    pub of: usize,
}

/// The page wanted; the last one where there are fewer by now.
pub(super) fn page<T>(items: &[T], wanted: usize, size: usize) -> Page<'_, T> {
    let of = items.len().div_ceil(size).max(1);
    let at = wanted.min(of - 1);
    Page {
        items: items.chunks(size).nth(at).unwrap_or(&[]),
        at,
        of,
    }
}

impl<T> Page<'_, T> {
    /// The buttons that turn the page, if there is more than one.
    pub(super) fn turns(
        &self,
        content: &Content,
        data: impl Fn(usize) -> CallbackData,
    ) -> Vec<Button> {
        let button = |key, to: usize| {
            let label = content.text_with(key, &[("page", &(to + 1).to_string())]);
            Button::new(label, data(to))
        };
        let back = (self.at > 0).then(|| button("button.page_back", self.at - 1));
        let on = (self.at + 1 < self.of).then(|| button("button.page_on", self.at + 1));
        back.into_iter().chain(on).collect()
    }

    /// " · page 2 of 3", if there is more than one.
    pub(super) fn number(&self, content: &Content) -> String {
        if self.of == 1 {
            return String::new();
        }
        let (at, of) = ((self.at + 1).to_string(), self.of.to_string());
        let words = content.text_with("card.page", &[("at", &at), ("of", &of)]);
        format!(" · {words}")
    }
}

/// A text cut to so many characters, at the end of a word where there is one.
pub fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let cut: String = text.chars().take(most.saturating_sub(1)).collect();
    let whole = match cut.rfind(' ') {
        Some(end) if end * 2 > cut.len() => &cut[..end],
        _ => &cut,
    };
    format!("{}…", whole.trim_end_matches([',', ';', ':', ' ']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_paged_without_loss_and_a_page_that_is_gone_is_the_last() {
        let items: Vec<u8> = (0..17).collect();
        let pages: Vec<u8> = (0..3)
            .flat_map(|at| page(&items, at, PAGE).items.to_vec())
            .collect();
        assert_eq!(pages, items);
        assert_eq!(page(&items, 99, PAGE).items, [16]);
        let none: [u8; 0] = [];
        assert_eq!(page(&none, 3, PAGE).of, 1);
        assert!(page(&none, 3, PAGE).items.is_empty());
    }

    #[test]
    fn a_long_text_is_cut_after_a_word() {
        assert_eq!(shortened("short", 10), "short");
        assert_eq!(shortened("one two, three four", 12), "one two…");
        assert_eq!(shortened("abcdefghijklmnop", 8), "abcdefg…");
        assert_eq!(shortened("éééé ééééé ééé", 7).chars().count(), 5);
    }
}
