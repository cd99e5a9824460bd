//! What a question is understood to mean, and the lines of a plan that answer it.

use super::Conversation;
use super::about::About;
use super::asked::Asked;
use super::index::Meant;
use super::planned;
use super::words::Seen;
use care_engine::case::Answer;
use care_engine::content::{
    Anchor, Content, LineIx, NoAnswerIx, OptionSet, SynonymSetIx, TreatmentIx,
};

/// What is most like a question is meant where so large a share of the question stands in it.
pub(super) const UNDERSTOOD: f32 = 0.62;
/// What words put first is meant where the second reader finds it so near, and nothing nearer.
const AGREED: f32 = 0.6;
/// A gap is about a thing that so large a share of the ways to ask for it names.
const OFTEN: f32 = 0.3;

impl Asked<'_> {
    /// What it is understood to ask: what it is listed as, or what is most like it where that holds much of it.
    pub(super) fn meant(&self) -> Option<Meant> {
        let understood = self.ranked.understood >= UNDERSTOOD;
        let likest = || self.ranked.meanings.first().filter(|_| understood);
        let by_words = self.listed.or_else(|| likest().map(|(meant, _)| *meant));
        by_words
            .or_else(|| self.means_again())
            .or_else(|| self.agreed())
    }

    /// What both readers put first, where neither is sure alone.
    fn agreed(&self) -> Option<Meant> {
        let (again, near) = self.second.first()?;
        let likest = self.ranked.meanings.first()?.0;
        (near >= AGREED && again == likest).then_some(likest)
    }
}

impl Conversation {
    /// The lines of a plan that answer what a question is understood to ask.
    pub(super) fn lines_for<'c>(&self, content: &'c Content, asked: &Asked<'_>) -> &'c [LineIx] {
        let of_gap = |gap: NoAnswerIx| &content.language.no_answers[gap.index()].lines;
        // Of a thing without statements no line of another question says anything.
        let unspoken = asked.listed.is_none() && self.names_unspoken(asked);
        let lines: &[LineIx] = match (asked.meant(), self.gap_before(content, asked)) {
            (Some(Meant::Intent(_)), None) if unspoken => &[],
            (Some(Meant::Intent(place)), None) => &content.intent(place).lines,
            (Some(Meant::Intent(place)), _) if asked.listed.is_some() => {
                &content.intent(place).lines
            }
            (_, Some(gap)) | (Some(Meant::NoAnswer(gap)), None) => of_gap(gap),
            _ => &[],
        };
        // Who asks for a part of the plan is told none of another part by a likeness.
        let of_part = |section| {
            lines
                .iter()
                .any(|line| content.line(*line).section == section)
        };
        match asked.form.way.filter(|_| asked.listed.is_none()) {
            Some(section) if !of_part(section) => &[],
            _ => lines,
        }
    }

    /// Whether a line of the case's plan answers a question. What tells a fact asks for none.
    pub(super) fn is_answered_by_line(
        &self,
        content: &Content,
        about: Option<&About<'_>>,
        asked: &Asked<'_>,
    ) -> bool {
        let has_line = |about: &About<'_>| {
            let mut lines = self.lines_for(content, asked).iter();
            lines.any(|line| about.has_line(*line))
        };
        let may_ask = || {
            asked.listed.is_some()
                || self.reader.is_question(content, asked.text)
                || self.reader.read(content, asked.text).is_empty()
        };
        about.is_some_and(has_line) && may_ask()
    }

    /// Whether a question in a case's thread has a subject that is not this matter's: another part of the body, a disease
    /// that the case does not have, a word that nobody here knows, or nothing but numbers. What leans on something, is
    /// listed, or names the tendon or the disorder has none.
    pub(super) fn has_own_subject(
        &self,
        content: &Content,
        about: &About<'_>,
        asked: &Asked<'_>,
    ) -> bool {
        if !asked.before.is_empty() || asked.listed.is_some() || self.is_anchored(&asked.seen) {
            return false;
        }
        // What this plan withholds is told, whatever stands beside it: "he needs cipro for prostatitis, any problem?"
        let named = planned::named(content, &asked.seen.synonym_sets);
        let mut withheld = about.made.withheld.iter();
        if withheld.any(|held| named.contains(&held.treatment)) {
            return false;
        }
        let units = &asked.seen.units;
        self.names_other_matter(content, about, asked, &asked.seen)
            || units.iter().any(|unit| unit.strange)
            || (!units.is_empty() && units.iter().all(|unit| unit.number))
    }

    /// Whether a question names another part of the body, or a disease that its case does not have; `seen` are the words of
    /// it that count.
    pub(super) fn names_other_matter(
        &self,
        content: &Content,
        about: &About<'_>,
        asked: &Asked<'_>,
        seen: &Seen,
    ) -> bool {
        let other_disease = || {
            self.names_of(seen, &[Anchor::Other])
                && !asked.form.of_case
                && !self.reader.tells_use(content, asked.text)
                && !self.names_kind_of_case(content, about, asked)
        };
        !self.is_anchored(seen) && (self.names_of(seen, &[Anchor::Elsewhere]) || other_disease())
    }

    /// Whether a question names a state or a disease that its case has, or one that tells for whom statements are, such as
    /// a pregnancy: then that is no other matter.
    pub(super) fn names_kind_of_case(
        &self,
        content: &Content,
        about: &About<'_>,
        asked: &Asked<'_>,
    ) -> bool {
        let mut named = asked.seen.synonym_sets.iter();
        if named.any(|place| content.language.synonyms[place.index()].only_if.is_some()) {
            return true;
        }
        let reading = self.reader.read(content, asked.text);
        let is_recorded = |question, options: OptionSet| match about.case.answer(question) {
            Some(Answer::One(recorded)) => options.has(recorded),
            Some(Answer::Several(recorded)) => recorded.iter().any(|one| options.has(one)),
            _ => false,
        };
        let mut read = reading.answers.iter();
        let mut unsure = reading.uncertain.iter();
        read.any(|one| match one.answer {
            Answer::One(option) => is_recorded(one.question, OptionSet::only(option)),
            Answer::Several(options) => is_recorded(one.question, options),
            Answer::Number(_) => false,
        }) || unsure.any(|one| is_recorded(one.question, one.candidates))
    }

    /// The treatments that are not offered beside what a question names or leans on.
    pub(super) fn kept_back(&self, content: &Content, asked: &Asked<'_>) -> Vec<TreatmentIx> {
        let named = asked.seen.synonym_sets.iter().chain(asked.before);
        let named = named.map(|place| &content.language.synonyms[place.index()]);
        named
            .flat_map(|set| set.keeps_back.iter().copied())
            .collect()
    }

    /// What was told before and a question may be about, where nothing reviewed speaks of it.
    pub(super) fn gap_before(&self, content: &Content, asked: &Asked<'_>) -> Option<NoAnswerIx> {
        let place = self.without_statements(asked.before)?;
        let term = self.index.term(place);
        let mut gaps = (0..content.language.no_answers.len()).map(NoAnswerIx::new);
        gaps.find(|gap| self.index.share(&term, Meant::NoAnswer(*gap)) >= OFTEN)
    }

    /// The first of these things that no statement speaks of.
    pub(super) fn without_statements(&self, things: &[SynonymSetIx]) -> Option<SynonymSetIx> {
        let mut things = things.iter().copied();
        things.find(|place| {
            matches!(self.index.anchor(*place), Anchor::Near | Anchor::Other)
                && !self.effects.is_spoken_of(*place)
        })
    }
}
