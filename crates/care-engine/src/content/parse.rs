//! The condition language: from `site is insertional, both and not extensive` to a [`Condition`].

use super::condition::Condition;
use crate::ids::{FactIx, OptionIx, OptionSet, QuestionIx};

/// What the parser needs to know about names.
pub(super) trait NameLookup {
    /// The question of that id.
    fn question(&self, id: &str) -> Option<QuestionIx>;
    /// The option of that id of a question.
    fn option(&self, question: QuestionIx, id: &str) -> Option<OptionIx>;
    /// The fact of that id.
    fn fact(&self, id: &str) -> Option<FactIx>;
    /// Whether the question takes several answers, one, or a number.
    fn kind(&self, question: QuestionIx) -> QuestionKind;
}

/// What sort of answer a question takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuestionKind {
    /// Exactly one option is chosen.
    One,
    /// Any number of options.
    Several,
    /// A whole number between two bounds.
    Number,
}

/// A condition that cannot be read: where (byte offset in the condition) and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unreadable {
    /// Byte offset inside the condition's text.
    pub offset: usize,
    /// What is wrong there.
    pub problem: String,
    /// What to write instead.
    pub remedy: String,
}

impl Unreadable {
    /// Whether reading stopped at this word.
    pub(super) fn names(&self, text: &str, word: &str) -> bool {
        let rest = text.get(self.offset..).unwrap_or("");
        words(rest).first().is_some_and(|(_, first)| *first == word)
    }
}

/// Reads one condition; says where reading stopped if it cannot.
pub(super) fn condition(text: &str, names: &impl NameLookup) -> Result<Condition, Unreadable> {
    let mut parser = Parser {
        words: words(text),
        at: 0,
        depth: 0,
        end: text.len(),
        names,
    };
    let condition = parser.any()?;
    match parser.peek() {
        None => Ok(condition),
        Some(word) => Err(parser.error(
            format!("`{word}` stands where the condition should end"),
            "join conditions with `and` or `or`; list options with commas",
        )),
    }
}

fn words(text: &str) -> Vec<(usize, &str)> {
    let mut words = Vec::new();
    let mut start = None;
    for (offset, character) in text.char_indices() {
        let separate = matches!(character, '(' | ')' | ',');
        if (separate || character.is_whitespace())
            && let Some(from) = start.take()
        {
            words.push((from, &text[from..offset]));
        }
        if separate {
            words.push((offset, &text[offset..offset + 1]));
        } else if !character.is_whitespace() && start.is_none() {
            start = Some(offset);
        }
    }
    if let Some(from) = start {
        words.push((from, &text[from..]));
    }
    words
}

/// How deep a condition may be nested: nobody reads more, and reading it takes the stack of the program.
const DEEPEST: usize = 40;

struct Parser<'t, N> {
    words: Vec<(usize, &'t str)>,
    at: usize,
    depth: usize,
    end: usize,
    names: &'t N,
}

impl<'t, N: NameLookup> Parser<'t, N> {
    fn peek(&self) -> Option<&'t str> {
        self.words.get(self.at).map(|(_, word)| *word)
    }

    fn next(&mut self) -> Option<&'t str> {
        let word = self.peek();
        self.at += 1;
        word
    }

    fn take(&mut self, word: &str) -> bool {
        let found = self.peek() == Some(word);
        if found {
            self.at += 1;
        }
        found
    }

    /// An error at the word that was read last.
    fn error_before(&mut self, problem: String, remedy: &str) -> Unreadable {
        self.at = self.at.saturating_sub(1);
        self.error(problem, remedy)
    }

    fn error(&self, problem: String, remedy: &str) -> Unreadable {
        let offset = self
            .words
            .get(self.at)
            .map_or(self.end, |(offset, _)| *offset);
        Unreadable {
            offset,
            problem,
            remedy: remedy.to_owned(),
        }
    }

    fn any(&mut self) -> Result<Condition, Unreadable> {
        let mut parts = vec![self.all()?];
        while self.take("or") {
            parts.push(self.all()?);
        }
        Ok(joined(parts, Condition::Any))
    }

    fn all(&mut self) -> Result<Condition, Unreadable> {
        let mut parts = vec![self.single()?];
        while self.take("and") {
            parts.push(self.single()?);
        }
        Ok(joined(parts, Condition::All))
    }

    fn single(&mut self) -> Result<Condition, Unreadable> {
        if self.depth > DEEPEST {
            return Err(self.error(
                format!("the condition is nested deeper than {DEEPEST} times"),
                "name a part of it as a [[fact]] of its own",
            ));
        }
        if self.take("not") {
            self.depth += 1;
            let inner = self.single()?;
            self.depth -= 1;
            return Ok(Condition::Not(Box::new(inner)));
        }
        if self.take("(") {
            self.depth += 1;
            let inner = self.any()?;
            self.depth -= 1;
            if !self.take(")") {
                return Err(self.error("a `)` is missing".into(), "close the parenthesis"));
            }
            return Ok(inner);
        }
        let Some(word) = self.next() else {
            return Err(self.error(
                "the condition ends too early".into(),
                "write a question with `is` or `has`, a fact, `always` or `never`",
            ));
        };
        match word {
            "always" => return Ok(Condition::Constant(true)),
            "never" => return Ok(Condition::Constant(false)),
            _ => {}
        }
        if let Some(question) = self.names.question(word) {
            return self.about(question, word);
        }
        match self.names.fact(word) {
            Some(fact) => Ok(Condition::Fact(fact)),
            None => Err(self.error_before(
                format!("`{word}` is neither a question nor a fact"),
                "check the spelling, or define it as a [[fact]]",
            )),
        }
    }

    fn about(&mut self, question: QuestionIx, id: &str) -> Result<Condition, Unreadable> {
        let kind = self.names.kind(question);
        let verb = self.next();
        match (verb, kind) {
            (Some("answered"), _) => Ok(Condition::Answered(question)),
            (Some("unanswered"), _) => Ok(Condition::Not(Box::new(Condition::Answered(question)))),
            (Some("is"), QuestionKind::One) | (Some("has"), QuestionKind::Several) => {
                Ok(Condition::Chosen(question, self.options(question, id)?))
            }
            (Some("from"), QuestionKind::Number) => {
                let low = self.number()?;
                if !self.take("to") {
                    return Err(self.error("`to` is missing".into(), "write `from 0 to 60`"));
                }
                Ok(Condition::Between(question, low, self.number()?))
            }
            _ => {
                let due = match kind {
                    QuestionKind::One => "is",
                    QuestionKind::Several => "has",
                    QuestionKind::Number => "from … to",
                };
                Err(self.error_before(
                    format!("`{id}` is not followed by `{due}`, `answered` or `unanswered`"),
                    "one-choice questions take `is`, several-choice ones `has`, numbers `from … to`",
                ))
            }
        }
    }

    fn options(&mut self, question: QuestionIx, id: &str) -> Result<OptionSet, Unreadable> {
        let mut set = OptionSet::default();
        loop {
            let Some(word) = self.next() else {
                return Err(self.error("an option is missing".into(), "name an option"));
            };
            let Some(option) = self.names.option(question, word) else {
                return Err(self.error_before(
                    format!("`{word}` is not an option of `{id}`"),
                    "check the spelling against the question's options",
                ));
            };
            set.mark(option, true);
            if !self.take(",") {
                return Ok(set);
            }
        }
    }

    fn number(&mut self) -> Result<u16, Unreadable> {
        match self.next().and_then(|word| word.parse().ok()) {
            Some(number) => Ok(number),
            None => Err(self.error_before("a whole number is due".into(), "write a number")),
        }
    }
}

fn joined(mut parts: Vec<Condition>, join: impl Fn(Vec<Condition>) -> Condition) -> Condition {
    match (parts.pop(), parts.is_empty()) {
        (Some(only), true) => only,
        (last, _) => {
            parts.extend(last);
            join(parts)
        }
    }
}
