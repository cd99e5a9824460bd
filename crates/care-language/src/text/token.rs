//! Words, numbers and signs of a text, each with its place, its sentence and its part of the sentence.

use std::ops::Range;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// A word: letters, perhaps with digits.
    Word,
    /// A number; "1,3" and "1.3" are the same.
    Number(f64),
    /// A sign that may matter, such as a slash between numbers.
    Mark(char),
}

/// A word, a number or a sign of a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Token {
    /// In small letters, without apostrophes.
    pub text: String,
    /// Where it stands in the text as it was typed.
    pub span: Range<usize>,
    /// Whether it is a word, a number or a sign.
    pub kind: Kind,
    /// It was typed in capitals.
    pub capitals: bool,
    /// The number of its sentence.
    pub sentence: usize,
    /// The number of its part: what commas, brackets and the like divide.
    pub part: usize,
}

impl Token {
    /// The number, if it is one.
    pub fn number(&self) -> Option<f64> {
        match self.kind {
            Kind::Number(number) => Some(number),
            _ => None,
        }
    }

    /// Whether it is this word or sign.
    pub fn is(&self, text: &str) -> bool {
        self.text == text
    }
}

/// A text, taken apart.
#[derive(Debug, Clone, Default)]
pub struct Tokens(pub Vec<Token>);

/// Full stops behind these end no sentence.
const SHORT: &[&str] = &[
    "approx", "ca", "c", "e", "i", "g", "vs", "yrs", "yr", "wks", "wk", "mths", "mth", "hx", "pt",
    "dr", "no", "st", "esp", "incl", "max", "min", "occ", "prev", "resp",
];

/// The noughts of scripts with digits of their own; nine more follow each.
const NOUGHTS: &[char] = &[
    '\u{660}', '\u{6f0}', '\u{966}', '\u{9e6}', '\u{a66}', '\u{ae6}', '\u{b66}', '\u{be6}',
    '\u{c66}', '\u{ce6}', '\u{d66}', '\u{e50}', '\u{ed0}', '\u{1040}', '\u{17e0}', '\u{ff10}',
];

fn digit(character: char) -> Option<char> {
    if character.is_ascii_digit() {
        return Some(character);
    }
    NOUGHTS.iter().find_map(|nought| {
        let value = u32::from(character).checked_sub(u32::from(*nought))?;
        char::from_digit(value, 10)
    })
}

fn is_digit(side: Option<char>) -> bool {
    side.is_some_and(|side| digit(side).is_some())
}

/// Words that are one with the "is" or "has" behind them: "it's" is written "its" as well.
const CONTRACTED: &[&str] = &[
    "he", "here", "how", "it", "let", "one", "she", "that", "there", "what", "when", "where",
    "who", "why",
];

fn is_apostrophe(character: char) -> bool {
    matches!(character, '\'' | '’' | '‘' | '`' | '´')
}

fn is_dash(character: char) -> bool {
    matches!(character, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

impl Tokens {
    /// Takes a text apart.
    pub fn of(text: &str) -> Self {
        let mut reader = Reader {
            characters: text.char_indices().collect(),
            length: text.len(),
            at: 0,
            tokens: Vec::new(),
            sentence: 0,
            part: 0,
            is_slashed: is_slashed(text),
        };
        while reader.at < reader.characters.len() {
            reader.next();
        }
        let mut tokens = Self(reader.tokens);
        tokens.count_words();
        tokens
    }

    /// The words of a phrase, without regard to their places.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|token| token.text.as_str())
    }

    /// Numbers written out, before a unit or a word that counts: "four months", "a year".
    fn count_words(&mut self) {
        let mut tens_of: Vec<usize> = Vec::new();
        for at in 0..self.0.len() {
            let Some(value) = written_number(&self.0[at].text) else {
                continue;
            };
            let next = self.0.get(at + 1).map_or("", |next| next.text.as_str());
            let article = matches!(self.0[at].text.as_str(), "a" | "an" | "half" | "couple");
            let counted = super::unit::is_unit(next) || matches!(next, "yo" | "yom" | "yof");
            let ranged = matches!(next, "to" | "or" | "-" | "out" | "foci" | "and");
            // "Three times a week" counts nothing.
            let before = at.checked_sub(1).map(|before| &self.0[before]);
            let often = before.is_some_and(|before| {
                matches!(
                    before.text.as_str(),
                    "x" | "times" | "once" | "twice" | "per"
                ) || before.number().is_some()
            });
            // "Forty-four": both words are one number.
            let tens = before.and_then(|before| written_tens(&before.text));
            let tens = tens.filter(|_| (1.0..10.0).contains(&value) && !article);
            // "Sixty-six, male": two words that can only be a number.
            let is_whole = tens.is_some();
            if counted && !(article && often) || (ranged && !article) || is_whole {
                self.0[at].kind = Kind::Number(tens.unwrap_or(0.0) + value);
                tens_of.extend(tens.and(at.checked_sub(1)));
            }
        }
        for tens in tens_of.into_iter().rev() {
            let removed = self.0.remove(tens);
            self.0[tens].span.start = removed.span.start;
        }
    }
}

/// The value of a number word.
pub(super) fn written_number(word: &str) -> Option<f64> {
    Some(match word {
        "half" => 0.5,
        "a" | "an" | "one" | "single" => 1.0,
        "two" | "couple" => 2.0,
        "three" => 3.0,
        "four" => 4.0,
        "five" => 5.0,
        "six" => 6.0,
        "seven" => 7.0,
        "eight" => 8.0,
        "nine" => 9.0,
        "ten" => 10.0,
        "eleven" => 11.0,
        "twelve" => 12.0,
        "thirteen" => 13.0,
        "fourteen" => 14.0,
        "fifteen" => 15.0,
        "sixteen" => 16.0,
        "seventeen" => 17.0,
        "eighteen" => 18.0,
        "nineteen" => 19.0,
        _ => return written_tens(word),
    })
}

/// The value of a word for tens.
fn written_tens(word: &str) -> Option<f64> {
    Some(match word {
        "twenty" => 20.0,
        "thirty" => 30.0,
        "forty" | "fourty" => 40.0,
        "fifty" => 50.0,
        "sixty" => 60.0,
        "seventy" => 70.0,
        "eighty" => 80.0,
        "ninety" => 90.0,
        _ => return None,
    })
}

struct Reader {
    characters: Vec<(usize, char)>,
    length: usize,
    at: usize,
    tokens: Vec<Token>,
    sentence: usize,
    part: usize,
    /// Strokes stand in it where others put commas.
    is_slashed: bool,
}

/// So many strokes between words make notes of a text: "M/52/Rt TA/ossif 6mm/4 mths/no Rx".
const STROKES_OF_NOTES: usize = 4;

/// Whether strokes divide a text that has no commas.
fn is_slashed(text: &str) -> bool {
    let pieces: Vec<&str> = text.split('/').collect();
    let divides = |pair: &&[&str]| {
        !(is_digit(pair[0].chars().next_back()) && is_digit(pair[1].chars().next()))
    };
    !text.contains(',') && pieces.windows(2).filter(divides).count() >= STROKES_OF_NOTES
}

impl Reader {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.characters.get(self.at + ahead).map(|(_, c)| *c)
    }

    fn before(&self) -> Option<char> {
        let at = self.at.checked_sub(1)?;
        self.characters.get(at).map(|(_, c)| *c)
    }

    fn place(&self, at: usize) -> usize {
        self.characters
            .get(at)
            .map_or(self.length, |(place, _)| *place)
    }

    fn push(&mut self, text: String, from: usize, kind: Kind, capitals: bool) {
        let span = self.place(from)..self.place(self.at);
        self.tokens.push(Token {
            text,
            span,
            kind,
            capitals,
            sentence: self.sentence,
            part: self.part,
        });
    }

    fn next(&mut self) {
        let Some(character) = self.peek(0) else {
            return;
        };
        if digit(character).is_some() {
            self.number();
        } else if character.is_alphabetic() {
            self.word();
        } else {
            self.sign(character);
        }
    }

    fn number(&mut self) {
        let from = self.at;
        let mut text = String::new();
        while let Some(character) = self.peek(0) {
            if let Some(digit) = digit(character) {
                text.push(digit);
            } else if matches!(character, '.' | ',' | '٫' | '·')
                && !text.contains('.')
                && self.is_decimal(character)
            {
                text.push('.');
            } else {
                break;
            }
            self.at += 1;
        }
        let value = text.parse().unwrap_or(0.0);
        self.push(text, from, Kind::Number(value), false);
    }

    /// Whether digits go on behind a point: one or two of them behind a comma, for "40,000" is no fraction.
    fn is_decimal(&self, point: char) -> bool {
        let digits = (1..6)
            .take_while(|ahead| self.peek(*ahead).is_some_and(|c| digit(c).is_some()))
            .count();
        digits > 0 && (point != ',' || digits < 3)
    }

    fn word(&mut self) {
        let from = self.at;
        let mut text = String::new();
        let mut capitals = true;
        let mut stem = None;
        while let Some(character) = self.peek(0) {
            if character.is_alphabetic()
                || (!character.is_ascii()
                    && character.is_alphanumeric()
                    && digit(character).is_none())
            {
                capitals &= character.is_uppercase();
                text.extend(character.to_lowercase());
            } else if !is_apostrophe(character) || !self.peek(1).is_some_and(char::is_alphabetic) {
                break;
            } else {
                stem = Some(text.len());
            }
            self.at += 1;
        }
        // "The calf's swollen", "the calf's girth": the word is the calf.
        if let Some(stem) = stem
            && &text[stem..] == "s"
            && !CONTRACTED.contains(&&text[..stem])
        {
            text.truncate(stem);
        }
        self.push(text, from, Kind::Word, capitals);
    }

    /// Whether a question mark before a word doubts it: "?gout", "? gout". One behind a word ends its sentence.
    fn is_query(&self) -> bool {
        let attached = self.peek(0).is_some_and(char::is_alphabetic);
        let spaced = self.peek(0) == Some(' ') && self.peek(1).is_some_and(char::is_lowercase);
        attached || spaced
    }

    /// Whether a number is the next that stands here, behind blanks or none.
    fn is_before_number(&self) -> bool {
        let mut ahead = (0..).map_while(|ahead| self.peek(ahead));
        let next = ahead.find(|next| *next != ' ');
        next.is_some_and(|next| digit(next).is_some())
    }

    /// Whether a token, the last one, is the first of its sentence.
    fn begins_sentence(&self, last: &Token) -> bool {
        let before = self.tokens.len().checked_sub(2).map(|at| &self.tokens[at]);
        before.is_some_and(|before| before.sentence != last.sentence)
    }

    fn sign(&mut self, character: char) {
        let from = self.at;
        let before = self.before();
        self.at += 1;
        let after = self.peek(0);
        let blank = |side: Option<char>| side.is_none_or(char::is_whitespace);
        match character {
            '?' if blank(before) && self.is_query() => {
                self.part += 1;
                self.push("?".into(), from, Kind::Mark('?'), false);
            }
            '\n' | ';' | '!' | '?' => {
                if character == '?' {
                    self.push("?".into(), from, Kind::Mark('?'), false);
                }
                self.sentence += 1;
                self.part += 1;
            }
            '.' => {
                // "Flew? No. 48F": what answers a question ends with its full stop.
                let answers = |last: &Token| last.is("no") && self.begins_sentence(last);
                let short = self
                    .tokens
                    .last()
                    .is_some_and(|last| SHORT.contains(&last.text.as_str()) && !answers(last));
                let letter_follows = after.is_some_and(char::is_alphabetic);
                if (blank(after) && !short)
                    || (letter_follows && after.is_some_and(char::is_uppercase) && !short)
                {
                    self.sentence += 1;
                    self.part += 1;
                }
            }
            // "Pain: 5" says one thing.
            ':' if self.is_before_number() => {}
            ',' | '(' | ')' | '[' | ']' | ':' | '|' | '•' | '\u{60c}' => {
                self.part += 1;
                if character == ',' || character == '\u{60c}' {
                    self.push(",".into(), from, Kind::Mark(','), false);
                }
            }
            '/' if self.is_slashed && !(is_digit(before) && is_digit(after)) => {
                self.part += 1;
                self.push(",".into(), from, Kind::Mark(','), false);
            }
            '<' | '>' | '→' | '≥' | '≤' | '~' | '+' | '=' | '/' | '×' | '*' | '%' | '"' | '″' =>
            {
                let sign = match character {
                    '→' => '>',
                    '×' | '*' => 'x',
                    '″' => '"',
                    other => other,
                };
                let kind = if sign == 'x' {
                    Kind::Word
                } else {
                    Kind::Mark(sign)
                };
                self.push(sign.to_string(), from, kind, false);
            }
            dash if is_dash(dash) => {
                let joins = |side: Option<char>| side.is_some_and(char::is_alphabetic);
                if blank(before) && blank(after) {
                    self.part += 1;
                } else if joins(before) && joins(after) {
                    // "mid-portion" is two words.
                } else {
                    self.push("-".into(), from, Kind::Mark('-'), false);
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        Tokens::of(text)
            .0
            .into_iter()
            .map(|token| token.text)
            .collect()
    }

    #[test]
    fn numbers_words_and_signs_are_told_apart() {
        assert_eq!(
            texts("1,3cm T2DM 7×4 can't"),
            ["1.3", "cm", "t", "2", "dm", "7", "x", "4", "cant"]
        );
        assert_eq!(
            texts("6/52 mid-portion, 2-3 wks"),
            ["6", "/", "52", "mid", "portion", ",", "2", "-", "3", "wks"]
        );
        assert_eq!(texts("٧ of 10"), ["7", "of", "10"]);
        assert_eq!(Tokens::of("7.0").0[0].number(), Some(7.0));
        assert_eq!(Tokens::of("four months").0[0].number(), Some(4.0));
        assert_eq!(Tokens::of("for a year").0[1].number(), Some(1.0));
        assert_eq!(Tokens::of("forty-four yr old").0[0].number(), Some(44.0));
        assert_eq!(Tokens::of("fifty-year-old").0[0].number(), Some(50.0));
    }

    #[test]
    fn sentences_and_parts_are_counted() {
        let tokens = Tokens::of("approx. 2 cm, sore. On US (left)");
        let last = tokens.0.last().map(|token| (token.sentence, token.part));
        assert_eq!(last, Some((1, 3)));
        assert_eq!(tokens.0[0].sentence, tokens.0[1].sentence);
    }
}
