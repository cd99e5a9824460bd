//! How free text is read into answers: the words of the field with the answers they give, and the words
//! that change how those are read.

use crate::ids::{OptionIx, QuestionIx};

/// An option of a question.
pub type Choice = (QuestionIx, OptionIx);

/// What sort of thing words name; it decides what takes them away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhraseKind {
    /// Something about the lesion or the person, which a question beside it does not take away.
    Fact,
    /// A disease or a risk: read unless it is denied, supposed or somebody else's.
    Condition,
    /// A medicine: asked, not read, where it was taken once or is only thought of.
    Medicine,
    /// A treatment: counts only where the text says that it was done.
    Done,
    /// A test: counts unless the text says that it is still to come.
    Test,
}

/// Words, and the answers that they give.
#[derive(Debug)]
pub struct Phrase {
    /// The answers; none where the words are known and say nothing that is asked for.
    pub means: Vec<Choice>,
    /// The answers given by denying it.
    pub denied: Vec<Choice>,
    /// Options that it says are absent.
    pub denies: Vec<Choice>,
    /// How it is written. See [`Vocabulary`] for the signs.
    pub words: Vec<String>,
    /// Cues, by place, one of which has to stand in its sentence.
    pub needs: Vec<usize>,
    /// Cues, by place, beside which it is not read but asked.
    pub unless: Vec<usize>,
    /// What takes it away.
    pub kind: PhraseKind,
    /// It may mean this, and has to be asked.
    pub unsure: bool,
    /// Counts only as a typed answer to its own question.
    pub card: bool,
    /// Counts only in a text that says something else about the case: "he" alone makes no answer.
    pub weak: bool,
}

/// Words that change how others are read, such as those that deny.
#[derive(Debug)]
pub struct Cue {
    /// Its name; some are known to the reader, others only to the phrases that name them.
    pub id: String,
    /// How it is written.
    pub words: Vec<String>,
}

/// What a number measures, which settles its unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MeasureKind {
    /// A length, in mm.
    Length,
    /// A time, in days.
    Time,
    /// So many of ten.
    Tenths,
    /// A bare number beside its cue.
    Value,
    /// The age of the patient, in years.
    Age,
}

/// Numbers up to a bound, and what they mean.
#[derive(Debug)]
pub struct Band {
    /// The bound itself is not in it.
    pub below: Option<f64>,
    /// The bound itself is in it.
    pub upto: Option<f64>,
    /// Nothing where such a number says nothing that is asked for.
    pub option: Option<OptionIx>,
    /// Further answers given by it.
    pub also: Vec<Choice>,
}

/// How a number becomes an answer.
#[derive(Debug)]
pub struct Measure {
    /// The question; none where the number belongs to something that is not asked for.
    pub question: Option<QuestionIx>,
    /// What a number measures, which settles its unit.
    pub kind: MeasureKind,
    /// Words that bind a number to this measure; without any, it takes the numbers that nothing binds.
    pub near: Vec<String>,
    /// Further answers given by any such number.
    pub also: Vec<Choice>,
    /// In ascending order; empty where the question takes numbers or its options have ranges.
    pub bands: Vec<Band>,
    /// Of several numbers the largest counts.
    pub largest: bool,
    /// A number that is a part of its own behind its words belongs to them: "operated, 12 weeks".
    pub over_commas: bool,
}

/// What several options read for one question come to together.
#[derive(Debug)]
pub struct Combination {
    /// The question that the options answer.
    pub question: QuestionIx,
    /// All of them read.
    pub of: Vec<OptionIx>,
    /// What is read instead.
    pub gives: OptionIx,
}

/// Everything by which free text is read.
///
/// Words are matched without regard to case, hyphens and apostrophes. In a phrase `a|b` stands for one
/// of several words, a trailing `*` for any ending, a trailing `?` for a word that may be missing, `..`
/// for up to three words, `#` for a number, `^US` for capitals only, and `a + b` for both within a few
/// words of each other in either order.
#[derive(Debug, Default)]
pub struct Vocabulary {
    /// Words and phrases with the answers that they give.
    pub phrases: Vec<Phrase>,
    /// Words that change how others are read.
    pub cues: Vec<Cue>,
    /// How numbers become answers.
    pub measures: Vec<Measure>,
    /// Answers that come to one.
    pub combinations: Vec<Combination>,
}
