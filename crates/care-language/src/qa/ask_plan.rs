//! What the plan of a case is asked: the treatments that a question names or leans on, and the lines that answer it.

use super::Conversation;
use super::about::About;
use super::asked::Asked;
use super::index::Meant;
use super::notes;
use super::planned::{self, Asks, Planned};
use super::words::Seen;
use care_engine::content::{Content, IntentIx, StatementIx, TreatmentIx};

impl Conversation {
    /// The treatments that a question names. What only the words name that ask for the way is meant where that part of the
    /// plan has it: who asks what can be done before surgery does not ask about surgery, who asks whom to refer to does
    /// ask about a referral.
    pub(super) fn named(&self, content: &Content, asked: &Asked<'_>) -> Vec<TreatmentIx> {
        let (start, end) = asked.form.way_at;
        let named = planned::named(content, &asked.seen.synonym_sets);
        if start == end || named.is_empty() {
            return named;
        }
        let rest = planned::named(content, &self.beside_way(asked).synonym_sets);
        let of_way = |one: &TreatmentIx| {
            let section = asked.form.way;
            section.is_some_and(|section| notes::is_offered_in(content, section, *one))
        };
        let named = named.into_iter();
        named
            .filter(|one| rest.contains(one) || of_way(one))
            .collect()
    }

    /// What a question says beside the words that ask for the way to go.
    pub(super) fn beside_way(&self, asked: &Asked<'_>) -> Seen {
        let (start, end) = asked.form.way_at;
        let words: Vec<&str> = asked.seen.plain.split(' ').collect();
        let rest = [words.get(..start), words.get(end..)].map(Option::unwrap_or_default);
        self.index.read(&rest.concat().join(" "))
    }

    /// What the plan withholds where a question names no treatment and is understood as one that does: "ok
    /// with apixaban?" is about NSAIDs.
    pub(super) fn planned_for(
        &self,
        content: &Content,
        about: Option<&About<'_>>,
        asked: &Asked<'_>,
        place: IntentIx,
        planned: Planned,
    ) -> Planned {
        let Some(about) = about.filter(|_| planned.notes.is_empty()) else {
            return planned;
        };
        let mut named = self.index.asked_about(place).to_vec();
        // What is withheld only for want of an answer says nothing to who does not ask about it.
        let withheld = about.made.withheld.iter();
        let withheld = withheld.filter(|held| !self.stances.only_unasked(content, about, held));
        named.retain(|one| withheld.clone().any(|held| held.treatment == *one));
        if named.is_empty() {
            return planned;
        }
        self.planned(content, Some(about), asked, named, false)
    }

    /// What the plan of the case says of what the question names, or of what it leans on.
    pub(super) fn planned(
        &self,
        content: &Content,
        about: Option<&About<'_>>,
        asked: &Asked<'_>,
        mut named: Vec<TreatmentIx>,
        further: bool,
    ) -> Planned {
        let Some(about) = about else {
            return Planned::default();
        };
        // The way to go is that of the case, whatever was asked before; and so is what a line of its plan answers.
        let lines = self.lines_for(content, asked);
        let by_line = asked.listed.is_some() && lines.iter().any(|line| about.has_line(*line));
        let of_gap = self.gap_before(content, asked).is_some();
        // What is listed, and not for a case's thread alone, has the lines that it names and no others.
        let stands_alone = asked.listed.is_some_and(|meant| match meant {
            Meant::Intent(place) => !content.intent(place).of_case && !lines.is_empty(),
            _ => false,
        });
        let leans = asked.form.way.is_none() && !by_line && !of_gap && !stands_alone;
        if named.is_empty() && leans {
            named = planned::named(content, asked.before);
        }
        let ranked = &asked.ranked.statements;
        let best = ranked.first().map_or(1.0, |found| found.score);
        let score = |statement: StatementIx| {
            let mut found = ranked.iter();
            let found = found.find(|found| found.statement == statement);
            found.map_or(0.0, |found| found.score / best)
        };
        let asks = Asks {
            named: &named,
            form: asked.form,
            general: self.screen.is_general(asked.text),
            lines,
            further,
            has_of: &|line| self.index.has_of(line, &asked.seen.terms),
            fits: &score,
        };
        planned::planned(content, &self.stances, about, &asks)
            .without(content, &self.kept_back(content, asked))
    }
}
