//! Several questions in one message: taken apart at their question marks, and answered in turn.

/// Most questions of a message that are answered.
const MOST_QUESTIONS: usize = 3;
/// How many characters of a message are read as questions. Emergencies, identifiers and red flags are
/// looked for in all of it.
const MOST_CHARACTERS: usize = 600;

/// The questions of a message.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Questions<'a> {
    /// In the order of the message; at least one.
    pub texts: Vec<&'a str>,
    /// Some of the message was left out.
    pub unread: bool,
}

/// Takes a message apart. What stands before a question, such as the case it is about, belongs to it;
/// what stands after the last one belongs to that.
pub(super) fn questions(text: &str) -> Questions<'_> {
    let (read, cut) = beginning(text);
    let mut texts = Vec::new();
    let mut start = 0;
    for (mark, _) in read.match_indices('?') {
        let piece = read[start..=mark].trim();
        if piece.chars().filter(|one| one.is_alphanumeric()).count() >= 2 {
            texts.push((start, mark + 1));
            start = mark + 1;
        }
    }
    let rest = read[start..].trim();
    if texts.is_empty() || is_question(rest) {
        texts.push((start, read.len()));
    } else if let Some(last) = texts.last_mut() {
        last.1 = read.len();
    }
    let unread = cut || texts.len() > MOST_QUESTIONS;
    texts.truncate(MOST_QUESTIONS);
    Questions {
        texts: texts
            .into_iter()
            .map(|(start, end)| read[start..end].trim())
            .collect(),
        unread,
    }
}

/// The sentences and lines of a message, as far as it is read.
pub(super) fn parts(text: &str) -> impl Iterator<Item = &str> {
    let (read, _) = beginning(text);
    let parts = read.split_inclusive(['.', '?', '!', ';', '\n']);
    parts
        .map(str::trim)
        .filter(|part| part.contains(char::is_alphabetic))
}

/// What is read of a message: up to a blank, so that no word is cut.
fn beginning(text: &str) -> (&str, bool) {
    let Some((end, _)) = text.char_indices().nth(MOST_CHARACTERS) else {
        return (text, false);
    };
    let end = text[..end].rfind(char::is_whitespace).unwrap_or(end);
    (&text[..end], true)
}

/// Whether what stands after a question mark asks for something by itself: three words and more.
fn is_question(rest: &str) -> bool {
    rest.split_whitespace().count() >= 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_taken_apart_at_its_question_marks() {
        let texts = |text| questions(text).texts;
        assert_eq!(texts("is PRP any good"), ["is PRP any good"]);
        assert_eq!(
            texts("58, on apixaban. ibuprofen?"),
            ["58, on apixaban. ibuprofen?"]
        );
        assert_eq!(
            texts("ibuprofen? and gel? thanks"),
            ["ibuprofen?", "and gel? thanks"]
        );
        assert_eq!(texts("really??"), ["really??"]);
        assert_eq!(texts(""), [""]);
        let many = questions("one a? two b? three c? four d?");
        assert_eq!((many.texts.len(), many.unread), (3, true));
        let long = "calf ".repeat(200);
        let read = questions(&long);
        assert!(read.unread);
        assert!(read.texts[0].len() < 600);
        assert!(read.texts[0].ends_with("calf"));
    }
}
