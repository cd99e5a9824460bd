//! Phrases with alternatives and gaps, looked for among tokens.

use std::collections::HashMap;

use super::token::{Kind, Token, Tokens};

/// A word of a phrase.
#[derive(Debug, Clone)]
struct Slot {
    words: Vec<Word>,
    optional: bool,
    /// Up to so many tokens may stand before it.
    gap: usize,
}

#[derive(Debug, Clone)]
enum Word {
    Whole(String),
    Open(String),
    Capitals(String),
    Number,
}

impl Word {
    fn of(text: &str) -> Self {
        if text == "#" {
            return Self::Number;
        }
        if let Some(capitals) = text.strip_prefix('^') {
            return Self::Capitals(capitals.to_lowercase());
        }
        match text.strip_suffix('*') {
            Some(open) => Self::Open(open.to_lowercase()),
            None => Self::Whole(text.to_lowercase()),
        }
    }

    fn fits(&self, token: &Token) -> bool {
        match self {
            Self::Whole(word) => token.text == *word,
            Self::Open(word) => token.text.starts_with(word.as_str()),
            Self::Capitals(word) => token.capitals && token.text == *word,
            Self::Number => matches!(token.kind, Kind::Number(_)),
        }
    }
}

/// Slots that follow each other.
type Row = Vec<Slot>;

/// How many tokens a gap may hold.
const GAP: usize = 3;

/// What joins the sides of a phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Joint {
    /// `+`: a few words of the same part.
    Part,
    /// `++`: parts of one sentence, over commas.
    Sentence,
    /// `+++`: sentences of one text.
    Text,
}

impl Joint {
    fn of(phrase: &str) -> Self {
        if phrase.contains(" +++ ") {
            Self::Text
        } else if phrase.contains(" ++ ") {
            Self::Sentence
        } else {
            Self::Part
        }
    }

    fn text(self) -> &'static str {
        match self {
            Self::Part => " + ",
            Self::Sentence => " ++ ",
            Self::Text => " +++ ",
        }
    }

    /// How many tokens apart the sides may stand.
    fn reach(self) -> usize {
        match self {
            Self::Part => 7,
            Self::Sentence => 14,
            Self::Text => 40,
        }
    }
}

/// A phrase that was found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Which of the meanings.
    pub meaning: usize,
    /// Its tokens, in order.
    pub tokens: Vec<usize>,
    /// The sides of its phrase are joined by `++` or `+++`: each stands for itself where something is denied.
    pub wide: bool,
    /// The sides of its phrase are joined by `+++`: they may stand in different sentences.
    pub anywhere: bool,
    /// Its phrase has neither alternatives nor gaps: a fixed name, of which no word names anything else.
    pub fixed: bool,
}

impl Hit {
    /// The place of its first token in the text.
    pub fn first(&self) -> usize {
        self.tokens.first().copied().unwrap_or(0)
    }

    /// The place of its last token in the text.
    pub fn last(&self) -> usize {
        self.tokens.last().copied().unwrap_or(0)
    }

    /// Whether it shares a token with another.
    pub fn meets(&self, other: &Hit) -> bool {
        other.tokens.iter().any(|token| self.tokens.contains(token))
    }

    /// Whether all tokens of another are among its own.
    pub fn covers(&self, other: &Hit) -> bool {
        other.tokens.iter().all(|token| self.tokens.contains(token))
    }
}

struct Phrase {
    meaning: usize,
    fixed: bool,
    joint: Joint,
    /// One row, or the sides of a joint.
    sides: Vec<Row>,
}

/// All phrases that are looked for.
#[derive(Default)]
pub struct Patterns {
    phrases: Vec<Phrase>,
    /// Phrases by a first word of theirs; the rest are tried everywhere.
    by_word: HashMap<String, Vec<usize>>,
    by_start: HashMap<String, Vec<usize>>,
    anywhere: Vec<usize>,
}

/// Open words are found by so many of their letters.
const START: usize = 3;

fn start(word: &str) -> String {
    word.chars().take(START).collect()
}

impl Patterns {
    /// Takes phrases, each with the number of what it means.
    pub fn new<'a>(phrases: impl Iterator<Item = (usize, &'a str)>) -> Self {
        let mut patterns = Self::default();
        let phrases = phrases
            .flat_map(|(meaning, text)| spread(text).into_iter().map(move |one| (meaning, one)));
        for (meaning, text) in phrases {
            let fixed = !text.contains(['|', '+']) && !text.contains("..");
            let joint = Joint::of(&text);
            let sides: Vec<Row> = text.split(joint.text()).map(row).collect();
            if sides.iter().any(Vec::is_empty) {
                continue;
            }
            let place = patterns.phrases.len();
            patterns.enter(&sides[0], place);
            patterns.phrases.push(Phrase {
                meaning,
                fixed,
                joint,
                sides,
            });
        }
        patterns
    }

    fn enter(&mut self, row: &Row, place: usize) {
        // What may be missing at the beginning lets the next word begin it.
        let ends = row.iter().position(|slot| !slot.optional).unwrap_or(0);
        for slot in &row[..=ends] {
            for word in &slot.words {
                let list = match word {
                    Word::Whole(word) | Word::Capitals(word) => {
                        self.by_word.entry(word.clone()).or_default()
                    }
                    Word::Open(word) if word.chars().count() >= START => {
                        self.by_start.entry(start(word)).or_default()
                    }
                    Word::Open(_) | Word::Number => &mut self.anywhere,
                };
                if list.last() != Some(&place) {
                    list.push(place);
                }
            }
        }
    }

    /// Every phrase found, wherever it stands.
    pub fn find(&self, tokens: &Tokens) -> Vec<Hit> {
        let tokens = &tokens.0;
        let mut hits = Vec::new();
        for at in 0..tokens.len() {
            let word = &tokens[at].text;
            let lists = [
                self.by_word.get(word),
                self.by_start.get(&start(word)),
                Some(&self.anywhere),
            ];
            for place in lists.into_iter().flatten().flatten() {
                let phrase = &self.phrases[*place];
                let Some(found) = along(&phrase.sides[0], tokens, at) else {
                    continue;
                };
                let Some(all) = phrase.sides[1..].iter().try_fold(found, |mut all, side| {
                    let other = beside(side, tokens, &all, phrase.joint)?;
                    all.extend(other);
                    all.sort_unstable();
                    Some(all)
                }) else {
                    continue;
                };
                hits.push(Hit {
                    meaning: phrase.meaning,
                    tokens: all,
                    wide: phrase.joint != Joint::Part,
                    anywhere: phrase.joint == Joint::Text,
                    fixed: phrase.fixed,
                });
            }
        }
        hits
    }
}

/// A phrase with each of the alternatives of several words that stand in brackets.
fn spread(text: &str) -> Vec<String> {
    let group = text.split_once('(').and_then(|(before, rest)| {
        let (inside, after) = rest.split_once(')')?;
        Some((before, inside, after))
    });
    match group {
        None => vec![text.to_owned()],
        Some((before, inside, after)) => inside
            .split('|')
            .flat_map(|one| spread(&format!("{before}{one}{after}")))
            .collect(),
    }
}

/// The slots of one side.
fn row(text: &str) -> Row {
    let mut row = Row::new();
    let mut gap = 0;
    for piece in text.split_whitespace() {
        if piece == ".." {
            gap = GAP;
            continue;
        }
        let (piece, optional) = match piece.strip_suffix('?') {
            Some(piece) if !piece.is_empty() => (piece, true),
            _ => (piece, false),
        };
        if piece.contains('|') || piece == "#" || piece.starts_with('^') {
            row.push(Slot {
                words: piece.split('|').map(Word::of).collect(),
                optional,
                gap,
            });
            gap = 0;
            continue;
        }
        let (body, open) = match piece.strip_suffix('*') {
            Some(body) => (body, true),
            None => (piece, false),
        };
        // A word such as "x-ray" or "y/o" is several tokens.
        let tokens = Tokens::of(body);
        let count = tokens.0.len();
        for (place, token) in tokens.words().enumerate() {
            let last = place + 1 == count;
            let word = match last && open {
                true => Word::Open(token.to_owned()),
                false => Word::Whole(token.to_owned()),
            };
            row.push(Slot {
                words: vec![word],
                optional,
                gap,
            });
            gap = 0;
        }
    }
    row
}

/// The tokens of a row that begins at a place.
fn along(row: &[Slot], tokens: &[Token], at: usize) -> Option<Vec<usize>> {
    let mut found = Vec::with_capacity(row.len());
    follow(row, tokens, at, true, &mut found).then_some(found)
}

fn follow(row: &[Slot], tokens: &[Token], at: usize, first: bool, found: &mut Vec<usize>) -> bool {
    let Some((slot, rest)) = row.split_first() else {
        return !found.is_empty();
    };
    let gap = if first { 0 } else { slot.gap };
    for skipped in 0..=gap {
        let Some(token) = tokens.get(at + skipped) else {
            break;
        };
        // A phrase does not go on into another sentence, and a gap into another part.
        let before = found.last().map(|last| &tokens[*last]);
        if before.is_some_and(|last| {
            last.sentence != token.sentence || (skipped > 0 && last.part != token.part)
        }) {
            break;
        }
        if slot.words.iter().any(|word| word.fits(token)) {
            found.push(at + skipped);
            if follow(rest, tokens, at + skipped + 1, false, found) {
                return true;
            }
            found.pop();
        }
    }
    slot.optional && follow(rest, tokens, at, first, found)
}

/// The tokens of a row near others, as far off as the joint of their phrase lets them stand.
fn beside(row: &[Slot], tokens: &[Token], others: &[usize], joint: Joint) -> Option<Vec<usize>> {
    let (first, last) = (*others.first()?, *others.last()?);
    let reach = joint.reach();
    let from = first.saturating_sub(reach);
    let to = (last + reach).min(tokens.len().saturating_sub(1));
    let joined = |at: usize| match joint {
        Joint::Part => tokens[at].part == tokens[first].part,
        Joint::Sentence => tokens[at].sentence == tokens[first].sentence,
        Joint::Text => true,
    };
    let near = |at: &usize| joined(*at) && !others.contains(at);
    let mut places: Vec<usize> = (from..=to).filter(near).collect();
    // The nearest first.
    places.sort_by_key(|at| {
        if *at < first {
            first - at
        } else {
            at.saturating_sub(last)
        }
    });
    places.into_iter().find_map(|at| {
        let found = along(row, tokens, at)?;
        found
            .iter()
            .all(|token| !others.contains(token))
            .then_some(found)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(pattern: &str, text: &str) -> bool {
        !Patterns::new([(0, pattern)].into_iter())
            .find(&Tokens::of(text))
            .is_empty()
    }

    #[test]
    fn signs_of_a_phrase_are_heeded() {
        assert!(found("mid-portion", "at the Mid portion"));
        assert!(found("sore|pain* .. run*", "pain when he runs"));
        assert!(!found("sore|pain* .. run*", "pain, he runs"));
        assert!(found(
            "calf + swollen|swelling",
            "swelling of the left calf"
        ));
        assert!(!found("calf + swollen", "calf sore. Ankle swollen"));
        assert!(!found("calf + swollen", "calf sore, ankle swollen"));
        assert!(found("calf ++ swollen", "calf sore, ankle swollen"));
        assert!(found("^US", "on US") && !found("^US", "tell us"));
        assert!(found("no|any new? numbness", "no numbness"));
        assert!(found("x-ray*", "xr, X-rays"));
        assert!(found("pain #", "pain 7") && !found("pain #", "pain bad"));
        assert!(found("y/o", "47 y/o"));
        assert!(found(
            "(heart attack|mi) last week",
            "heart attack last week"
        ));
        assert!(found(
            "wound .. (not healing|open)",
            "the wound is not healing"
        ));
    }
}
