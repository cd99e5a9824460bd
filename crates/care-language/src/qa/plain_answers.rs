//! What somebody who is no clinician is told about their own case: sentences of the content in plain words, found by
//! what the question names.

use super::Conversation;
use super::about::About;
use super::asked::Asked;
use super::common::Usual;
use super::emergency::open_phrase;
use super::index::Meant;
use super::notes::{self, CaseNote, MOST_NOTES};
use super::parted::PartedPhrases;
use super::planned;
use super::reply::{Answer, Reason};
use super::script::{fits, sentence};
use super::words::{Seen, Unit, plain};
use care_engine::content::{
    Anchor, Content, PathwayKind, PlainAnswer, Said, TreatmentIx, Unknowns,
};

/// The words by which plain answers are asked for.
pub(super) struct PlainAnswers(PartedPhrases);

/// What the words of a question ask for.
struct AskedFor {
    /// The answers, in the order in which the question names them.
    places: Vec<usize>,
    /// Those for which it has words that ask for something else.
    barred: Vec<usize>,
    /// The question without the words that ask for these answers.
    rest: String,
}

/// So many words that are hardly known speak of something else.
const MOST_UNUSUAL: usize = 2;
/// Most answers to one question.
const MOST_ANSWERS: usize = 2;

impl PlainAnswers {
    /// Takes the words from the content.
    pub(super) fn new(content: &Content) -> Self {
        let answers = content.language.plain_answers.iter();
        let phrases = answers.map(|one| (one.words.as_slice(), one.unless.as_slice()));
        Self(PartedPhrases::new(phrases, open_phrase, open_phrase))
    }

    /// Which answers the words of a question ask for.
    fn asked_in(&self, text: &str) -> AskedFor {
        let words = plain(text);
        let found = self.0.find(&words);
        let mut first_at = Vec::new();
        let mut barred = Vec::new();
        let mut taken = Vec::new();
        for place in found.things() {
            if !found.unless(place).is_empty() {
                barred.push(place);
                continue;
            }
            let at = found.whole(place, |_| true);
            first_at.extend(at.iter().map(|at| at.start).min().map(|at| (at, place)));
            taken.extend(at);
        }
        first_at.sort_unstable();
        let words = words.split(' ').enumerate();
        let rest = words.filter(|(number, _)| !taken.iter().any(|at| at.contains(number)));
        AskedFor {
            places: first_at.into_iter().map(|(_, place)| place).collect(),
            barred,
            rest: rest.map(|(_, word)| word).collect::<Vec<_>>().join(" "),
        }
    }
}

impl Conversation {
    /// Whether what is left of a question has words of another subject: another part of the body, a word that nobody here
    /// knows, or several that are hardly known. Where it names the tendon or the disorder, words are of that.
    fn says_of_else(&self, asked: &Asked<'_>, rest: &Seen) -> bool {
        if self.names_of(rest, &[Anchor::Elsewhere]) && !self.names_of(&asked.seen, &[Anchor::Here])
        {
            return true;
        }
        let is_unusual = |unit: &&Unit| {
            let usual = matches!(unit.usual, Some(Usual::Everyday | Usual::Common));
            unit.synonym_sets.is_empty() && !unit.number && !usual
        };
        let strange = rest.units.iter().any(|unit| unit.strange);
        let unusual = rest.units.iter().filter(is_unusual).count();
        !self.is_anchored(&asked.seen) && (strange || unusual >= MOST_UNUSUAL)
    }

    /// The plain answers to a question of somebody who is no clinician. Another part of the body or another disease is no
    /// subject of theirs, but where its name stands in words that ask for one: "whom to ring".
    pub(super) fn plainly_told(
        &self,
        content: &Content,
        about: Option<&About<'_>>,
        asked: &Asked<'_>,
    ) -> Option<Answer> {
        let about = about.filter(|about| about.made.kind == PathwayKind::Education)?;
        let known = &content.language.plain_answers;
        let asked_for = self.plain_answers.asked_in(asked.text);
        let rest = self.index.read(&asked_for.rest);
        if self.names_other_matter(content, about, asked, &rest) || self.says_of_else(asked, &rest)
        {
            return None;
        }
        let named = planned::named(content, &rest.synonym_sets);
        let answers_of = |treatments: &[TreatmentIx]| {
            let is_of = |place: &usize| {
                let mut of_answer = known[*place].treatments.iter();
                !asked_for.barred.contains(place) && of_answer.any(|one| treatments.contains(one))
            };
            (0..known.len()).filter(is_of).collect::<Vec<_>>()
        };
        let mut places = asked_for.places.clone();
        places.extend(answers_of(&named));
        if places.is_empty() {
            places = answers_of(&planned::named(content, asked.before));
        }
        if places.is_empty()
            && let Some(Meant::Intent(meant)) = asked.meant()
        {
            let answers = |place: &usize| known[*place].intents.contains(&meant);
            places.extend((0..known.len()).filter(answers));
        }
        let mut answers: Vec<(&PlainAnswer, Vec<CaseNote>)> = Vec::new();
        for place in places {
            let answer = &known[place];
            let said = said_in(content, about, answer);
            if !said.is_empty() && answers.iter().all(|(one, _)| one.id != answer.id) {
                answers.push((answer, said));
            }
        }
        answers.truncate(MOST_ANSWERS);
        if answers.is_empty() {
            return None;
        }
        // What the plan withholds of what is named, and none of them speaks of, stands before them.
        let is_spoken_of = |treatment: TreatmentIx| {
            let mut answers = answers.iter();
            answers.any(|(answer, _)| answer.treatments.contains(&treatment))
        };
        let held = about.made.withheld.iter();
        let held =
            held.filter(|held| named.contains(&held.treatment) && !is_spoken_of(held.treatment));
        let mut notes: Vec<CaseNote> = held
            .map(|held| notes::of_withheld_in_short(content, held))
            .collect();
        let room = MOST_NOTES.saturating_sub(notes.len()).max(1);
        let share = room.div_ceil(answers.len());
        for note in answers
            .into_iter()
            .flat_map(|(_, said)| said.into_iter().take(share))
        {
            if notes.iter().all(|known| known.text != note.text) {
                notes.push(note);
            }
        }
        Some(Answer {
            notes,
            ..Answer::declined(Reason::Answered)
        })
    }
}

/// The sentences of a plain answer that are said in a case: what offers something that its plan withholds is not.
fn said_in(content: &Content, about: &About<'_>, answer: &PlainAnswer) -> Vec<CaseNote> {
    let view = content.view(about.case, Unknowns::Assumed);
    let may_say = |said: &Said| match said {
        Said::Line(line) => fits(content, Some(&about.made), *line),
        Said::Plain(_) | Said::Own(..) => true,
    };
    let say = answer.say.iter();
    let say = say.filter(|(said, when)| view.holds(when) && may_say(said));
    let role = content.plain_role();
    say.map(|(said, _)| sentence(content, said, &answer.id, role))
        .collect()
}
