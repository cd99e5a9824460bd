//! One question: what the plan says, and the statements that answer it.

use super::Conversation;
use super::asking::Form;
use super::embedded::{Second, SecondReading};
use super::facts::About;
use super::fitting::Fit;
use super::index::{Meant, is_of_case};
use super::notes;
use super::planned::{self, Asks, Planned};
use super::ranking::Ranked;
use super::reply::{Answer, Found, Reason};
use super::scope::Place;
use super::script;
use super::topic::Topic;
use super::words::Seen;
use care_engine::content::{
    Anchor, Content, IntentIx, PathwayKind, SectionKind, SmallTalkKind, StatementIx, SynonymSetIx,
    TreatmentIx,
};

/// So few words say one thing.
const SHORT: usize = 4;
/// What a statement counts that is known only of another part of the tendon than that of the case.
const BORROWED: f32 = 0.85;
/// The share of a question that names nothing which its nearest text has to hold; and of one of few words, which says
/// hardly anything.
const NEARLY_LISTED: f32 = 0.5;
const NEARLY_ALL_LISTED: f32 = 0.8;
/// Most words of a question in plain words that is taken to be about the case in whose thread it stands.
const MOST_OF_TALK: usize = 12;
/// Most statements of an answer.
const MOST: usize = 4;
/// A statement that answers much less well than the first is left out; beside what the plan says sooner.
const NEAR_FIRST: f32 = 0.6;
const NEAR_FIRST_IN_CASE: f32 = 0.75;
/// In a list to choose from, so much less well is still worth reading.
pub(super) const NEAR_LISTED: f32 = 0.4;

/// A question as it was typed, with what was read in it.
pub(super) struct Asked<'a> {
    pub(super) text: &'a str,
    pub(super) seen: Seen,
    pub(super) form: Form,
    /// What it leans on; nothing where it is listed as it stands.
    pub(super) topic: &'a [SynonymSetIx],
    /// What it could lean on.
    pub(super) before: &'a [SynonymSetIx],
    /// What it is listed as, word for word.
    pub(super) listed: Option<Meant>,
    pub(super) ranked: Ranked,
    /// What the second reader takes it for; nothing where words settle it.
    pub(super) second: SecondReading,
}

impl Asked<'_> {
    /// What it names, and what it leans on.
    fn names(&self) -> impl Iterator<Item = SynonymSetIx> {
        let names = self.seen.synonym_sets.iter();
        names.chain(self.topic).copied()
    }

    /// Where it stands.
    fn place(&self, of_case: bool) -> Place {
        let form = self.form;
        Place {
            leans: !self.topic.is_empty() || (of_case && (form.leans || form.of_case)),
            thread: !self.topic.is_empty() || of_case,
            points: form.of_case,
        }
    }
}

impl Conversation {
    /// Answers one question of a message. What it leans on is looked at only where it says nothing alone.
    pub(super) fn answer_one(
        &self,
        content: &Content,
        about: Option<&About<'_>>,
        text: &str,
        topic: Option<&Topic>,
    ) -> (Answer, Form) {
        let seen = self.index.read(text);
        let form = self.form_of(text, &seen);
        // The way to go is that of the case, whatever was spoken of before.
        let of_way = about.is_some() && form.way.is_some() && !self.names_anything(&seen);
        let before = match topic {
            Some(topic) if form.leans && !of_way => topic.synonym_sets(),
            _ => &[],
        };
        let listed = self.index.listed(&seen.plain, about.is_some());
        let topic = match listed {
            Some(Meant::Intent(_)) => &[],
            _ => before,
        };
        let mut asked = Asked {
            text,
            ranked: self.ranked(content, &seen, topic, about.is_some()),
            listed,
            seen,
            form,
            topic,
            before,
            second: SecondReading::default(),
        };
        self.read_again(content, &mut asked, about.is_some());
        let mut answer = match about.filter(|about| self.has_own_subject(content, about, &asked)) {
            Some(about) => self.answer_of_its_own(content, about, &asked),
            None => self.answer_read(content, about, &asked),
        };
        answer.understood = asked.ranked.understood;
        (answer, form)
    }

    /// Answers a question in a case's thread that has a subject of its own as it is answered anywhere else: where it is
    /// not, and no dose is asked, nothing of the case's plan stands in place of an answer, but what is urgent.
    fn answer_of_its_own(&self, content: &Content, about: &About<'_>, asked: &Asked<'_>) -> Answer {
        let alone = Asked {
            listed: self.index.listed(&asked.seen.plain, false),
            ranked: self.ranked(content, &asked.seen, &[], false),
            seen: asked.seen.clone(),
            second: asked.second.clone(),
            ..*asked
        };
        let answer = self.answer_read(content, None, &alone);
        let is_told = matches!(answer.reason, Reason::Answered | Reason::Dose);
        if is_told || about.made.kind == PathwayKind::Urgent {
            return self.answer_read(content, Some(about), asked);
        }
        answer
    }

    fn answer_read(
        &self,
        content: &Content,
        about: Option<&About<'_>>,
        asked: &Asked<'_>,
    ) -> Answer {
        let place = asked.place(about.is_some());
        // What says nothing alone is vague where nothing was asked before it.
        let vague = asked.topic.is_empty();
        let talk = self.settled(asked.text, &asked.seen.plain, !vague);
        let named = self.named(content, asked);
        let evidence = self.evidence(content, asked, place);
        let may_be_ours = evidence.may_be_ours();
        let known = asked.seen.rare == 0 && !evidence.elsewhere;
        // A short text that asks for the way to go can hardly be about anything else.
        let words = asked.seen.plain.split(' ').count();
        let plain_talk = words <= MOST_OF_TALK && self.is_plain_talk(&asked.seen);
        let short = words <= SHORT || asked.form.of_case || plain_talk;
        let asks_way = short && asked.form.way.is_some() && asked.seen.common == 0;
        let names_treatment = !named.is_empty();
        let planned = self.planned(content, about, asked, named, false);
        let answered_by_line = self.is_answered_by_line(content, about, asked);
        let leant_on = !asked.topic.is_empty() && planned.answers();
        let names_ours = names_treatment || asks_way || answered_by_line || leant_on;
        let names = about.is_some() && known && names_ours;
        let urgent = about.is_some_and(|about| about.made.kind == PathwayKind::Urgent);
        // Nothing is said of a drug that is wanted for something else, but that the plan withholds it.
        let dose = |planned: Planned| match urgent || may_be_ours || planned.withholds {
            true => self.dose(content, asked, planned),
            false => Answer::declined(Reason::Dose),
        };
        match talk {
            Some(SmallTalkKind::Image) => return Answer::declined(Reason::Image),
            Some(SmallTalkKind::Persuasion) => return persuaded(planned, urgent),
            Some(SmallTalkKind::Dose) => return dose(planned),
            _ => {}
        }
        let declined = match asked.listed {
            Some(Meant::Intent(place)) => {
                return self.told_as(content, about, asked, place, planned);
            }
            Some(Meant::NoAnswer(place)) => Some(Reason::NoReviewedAnswer(Some(place))),
            Some(Meant::SmallTalk(SmallTalkKind::Vague)) if vague => Some(Reason::Clarify),
            _ if talk == Some(SmallTalkKind::Vague) && !planned.answers() => Some(Reason::Clarify),
            _ => self.declined(asked, evidence),
        };
        let declined = match self.settled_again(asked, evidence, declined, &planned) {
            Second::Means(place) => return self.told_as(content, about, asked, place, planned),
            Second::Declines(reason) => Some(reason),
            Second::Agrees => declined,
        };
        match declined {
            // What the plan says stands, whatever else is not known.
            Some(reason @ (Reason::NoReviewedAnswer(_) | Reason::Clarify | Reason::Confirm))
                if planned.answers() && (known || planned.withholds) =>
            {
                let none = std::iter::empty();
                let gap = self.decline(content, asked, reason).about;
                Answer {
                    about: gap,
                    ..self.told(content, about, asked, None, none, planned)
                }
            }
            // Who doubts what is urgent, or speaks of this patient, is told it again; and what the plan says of a
            // treatment stands in words that are not known too.
            Some(Reason::OutOfScope | Reason::SmallTalk(_))
                if names || (urgent && (asked.form.doubts || asked.form.of_case)) =>
            {
                let none = std::iter::empty();
                self.told(content, about, asked, None, none, planned)
            }
            Some(Reason::Dose) => dose(planned),
            // In a case's thread plain words are about the case, even where it is not understood what they ask.
            Some(reason)
                if plain_talk
                    && about.is_some()
                    && !urgent
                    && self.is_unnamed(content, asked, reason) =>
            {
                self.not_understood(content, asked)
            }
            Some(reason) => Answer {
                notes: planned
                    .notes
                    .into_iter()
                    .filter(|_| urgent)
                    .take(1)
                    .collect(),
                ..self.decline(content, asked, reason)
            },
            None => self.best(content, about, asked, planned),
        }
    }

    /// What could be asked, where a question about a case is not understood and something listed is like it; no line of
    /// the plan stands for an answer.
    fn not_understood(&self, content: &Content, asked: &Asked<'_>) -> Answer {
        let asks_nothing = asked.seen.units.is_empty()
            || self.settled(asked.text, &asked.seen.plain, false) == Some(SmallTalkKind::Vague);
        if asked.ranked.understood >= NEARLY_LISTED {
            return self.decline(content, asked, Reason::Clarify);
        }
        Answer::declined(match asks_nothing {
            true => Reason::Clarify,
            false => Reason::NoReviewedAnswer(None),
        })
    }

    /// The statements that answer best, with what the plan says of what the question is understood to be about.
    fn best(
        &self,
        content: &Content,
        about: Option<&About<'_>>,
        asked: &Asked<'_>,
        planned: Planned,
    ) -> Answer {
        let ranked = &asked.ranked;
        let best = ranked.statements.first().map_or(0.0, |found| found.score);
        // What only asks for the way to go names nothing that studies could be asked about: the plan alone says it,
        // or before there is one that there is none.
        let of_plan = |section| match about.map(|about| about.made.kind) {
            Some(PathwayKind::NoPlan) => content.section(section).kind == SectionKind::BottomLine,
            kind => kind.is_some(),
        };
        let only_way = asked.form.way.is_some_and(of_plan)
            && asked.topic.is_empty()
            && !self.is_named(&asked.seen);
        let statements = ranked.statements.iter().copied();
        let least = match about {
            Some(_) => NEAR_FIRST_IN_CASE,
            None => NEAR_FIRST,
        };
        let near = statements.filter(|found| !only_way && found.score >= best * least);
        let first = ranked.intents.first().map(|(place, _)| *place);
        // What names nothing is like something by chance, unless it is nearly as something is listed.
        let names = self.names_anything(&asked.seen) || !asked.topic.is_empty();
        let least = match asked.seen.plain.split(' ').count() {
            0..SHORT => NEARLY_ALL_LISTED,
            _ => NEARLY_LISTED,
        };
        let by_chance = !names && ranked.understood < least;
        if about.is_some() && by_chance && !planned.answers() {
            return self.not_understood(content, asked);
        }
        let planned = match first {
            Some(place) if planned.notes.is_empty() && names => {
                self.planned_for(content, about, asked, place, planned)
            }
            _ => planned,
        };
        let planned = match planned.withholds {
            true => planned,
            false => {
                let named = self.named(content, asked);
                self.planned(content, about, asked, named, true)
            }
        };
        self.told(content, about, asked, first, near, planned)
    }

    /// Answers something that is listed, from a button.
    pub(super) fn answer_listed(
        &self,
        content: &Content,
        about: Option<&About<'_>>,
        place: IntentIx,
        text: &str,
    ) -> Answer {
        let seen = self.index.read(text);
        let asked = Asked {
            text,
            listed: Some(Meant::Intent(place)),
            ranked: self.ranked(content, &seen, &[], about.is_some()),
            seen,
            form: Form::default(),
            topic: &[],
            before: &[],
            second: SecondReading::default(),
        };
        let named = planned::named(content, &asked.seen.synonym_sets);
        let planned = self.planned(content, about, &asked, named, false);
        let statements = listed_statements(content, place);
        self.told(content, about, &asked, Some(place), statements, planned)
    }

    /// What is like a question; what is asked of a case only where there is one.
    pub(super) fn ranked(
        &self,
        content: &Content,
        seen: &Seen,
        topic: &[SynonymSetIx],
        of_case: bool,
    ) -> Ranked {
        let query = self.index.query(content, &seen.terms, topic);
        let mut likenesses = self.index.likenesses(&query);
        likenesses.retain(|like| of_case || !is_of_case(content, like.meant));
        Ranked::new(content, &likenesses)
    }

    /// The treatments that a question names. What only the words name that ask for the way is meant where that part of the
    /// plan has it: who asks what can be done before surgery does not ask about surgery, who asks whom to refer to does
    /// ask about a referral.
    fn named(&self, content: &Content, asked: &Asked<'_>) -> Vec<TreatmentIx> {
        let (start, end) = asked.form.way_at;
        let named = planned::named(content, &asked.seen.synonym_sets);
        if start == end || named.is_empty() {
            return named;
        }
        let words: Vec<&str> = asked.seen.plain.split(' ').collect();
        let rest = [words.get(..start), words.get(end..)].map(Option::unwrap_or_default);
        let rest = self.index.read(&rest.concat().join(" "));
        let rest = planned::named(content, &rest.synonym_sets);
        let of_way = |one: &TreatmentIx| {
            let section = asked.form.way;
            section.is_some_and(|section| notes::is_offered_in(content, section, *one))
        };
        let named = named.into_iter();
        named
            .filter(|one| rest.contains(one) || of_way(one))
            .collect()
    }

    /// What the plan withholds where a question names no treatment and is understood as one that does: "ok
    /// with apixaban?" is about NSAIDs.
    fn planned_for(
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
    fn planned(
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
    }

    /// Answers a question as something that is listed.
    fn told_as(
        &self,
        content: &Content,
        about: Option<&About<'_>>,
        asked: &Asked<'_>,
        place: IntentIx,
        planned: Planned,
    ) -> Answer {
        let statements = listed_statements(content, place);
        let planned = self.planned_for(content, about, asked, place, planned);
        self.told(content, about, asked, Some(place), statements, planned)
    }

    /// Statements as an answer: without what may not be shown beside the case's plan, and with what that
    /// plan says first.
    fn told(
        &self,
        content: &Content,
        about: Option<&About<'_>>,
        asked: &Asked<'_>,
        place: Option<IntentIx>,
        found: impl Iterator<Item = Found>,
        planned: Planned,
    ) -> Answer {
        let listed = matches!(asked.listed, Some(Meant::Intent(_)));
        let effect = !listed && self.effects.asked(&asked.seen);
        let wanted = match listed {
            true => Vec::new(),
            false => self.effects.wanted(&asked.seen),
        };
        let told = |statement: StatementIx| {
            let mut notes = planned.notes.iter();
            notes.any(|note| note.statements.contains(&statement))
        };
        let names: Vec<SynonymSetIx> = asked.names().collect();
        let named = planned::named(content, &names);
        let speaks_of = |found: &Found, named: &[TreatmentIx]| {
            named.is_empty() || self.stances.speaks_of(found.statement, named)
        };
        let found: Vec<Found> = found
            .filter(|found| !planned.only_plan && !told(found.statement))
            .filter(|found| !effect || self.effects.speaks(found.statement))
            .filter(|found| self.effects.names(found.statement, &wanted))
            .filter(|found| !content.statement(found.statement).references.is_empty())
            .filter(|found| about.is_none_or(|about| self.stances.may_show(about, found.statement)))
            // With a reason why not, nothing is told of other things.
            .filter(|found| {
                let listed = place.and_then(|place| content.intent(place).statements.first());
                !planned.withholds || listed == Some(&found.statement) || speaks_of(found, &named)
            })
            .collect();
        let mut statements = match about {
            Some(about) => self.that_fit(content, about, asked, place, found),
            None => found,
        };
        // A few words about something that was told: nothing is told of other things.
        if place.is_some_and(|place| listed && content.intent(place).of_case) {
            let named = planned::named(content, asked.before);
            statements.retain(|found| speaks_of(found, &named));
        }
        // What the plan says is read first, and leaves less room.
        statements.truncate(MOST.saturating_sub(planned.notes.len()).max(1));
        // Beside a warning nothing is said to be neither proposed nor advised against.
        let treatments = planned::named(content, &asked.seen.synonym_sets);
        let warned = statements
            .iter()
            .any(|found| self.stances.warns(content, found.statement, &treatments));
        let opening = planned.opening.clone().filter(|_| !warned);
        let offers_treatment =
            !treatments.is_empty() && !planned.notes.is_empty() && !planned.withholds;
        // Who asks for a part of the plan wants no more of it.
        let script = place.filter(|_| asked.form.way.is_none());
        let script = script.map_or_else(Vec::new, |place| {
            script::told(content, &self.stances, about, place)
        });
        if !script.is_empty() {
            return Answer {
                asked: place,
                suggestions: self.readings(content, asked, &statements),
                statements,
                script,
                notes: match planned.withholds {
                    true => planned.notes,
                    false => Vec::new(),
                },
                ..Answer::declined(Reason::Answered)
            };
        }
        if statements.is_empty() && !planned.answers() {
            return self.decline(content, asked, Reason::NoReviewedAnswer(None));
        }
        let mut answer = Answer {
            asked: place,
            about: (self.gap_before(content, asked))
                .map(|gap| content.language.no_answers[gap.index()].name.clone()),
            opening,
            offers_treatment,
            conflicts: conflicts(content, &statements),
            suggestions: self.readings(content, asked, &statements),
            statements,
            notes: planned.into_notes(),
            missing: about.map_or_else(Vec::new, |about| about.missing.clone()),
            ..Answer::declined(Reason::Answered)
        };
        // "Is ice safe with his neuropathy?" What nobody here knows may be what speaks against it.
        let unknown = asked.seen.units.iter().any(|unit| unit.strange);
        if unknown && (answer.opening.is_some() || offers_treatment) {
            answer.begin_with(content.text("answer.opening.unknown_word"));
        }
        answer
    }

    /// Those of the statements that fit the case; what is known only of another part of the tendon counts less.
    fn that_fit(
        &self,
        content: &Content,
        about: &About<'_>,
        asked: &Asked<'_>,
        place: Option<IntentIx>,
        found: Vec<Found>,
    ) -> Vec<Found> {
        let named: Vec<SynonymSetIx> = asked.names().collect();
        let fit = |one: &Found| self.fitting.fit(content, one.statement, &named, about.case);
        let mut found = found;
        // What answers first of all what is surely asked is told to everybody.
        let sure = place.filter(|place| asked.meant() == Some(Meant::Intent(*place)));
        let first = sure.and_then(|place| content.intent(place).statements.first());
        let treatments = planned::named(content, &asked.seen.synonym_sets);
        found.retain(|one| {
            fit(one) != Fit::No
                || Some(&one.statement) == first
                || self.stances.warns(content, one.statement, &treatments)
        });
        let score = |one: &Found| match fit(one) {
            Fit::Borrowed => one.score * BORROWED,
            _ => one.score,
        };
        found.sort_by(|a, b| score(b).total_cmp(&score(a)));
        found
    }

    /// A dose is asked for: that none is given, and what the plan and the statements say of the drug.
    fn dose(&self, content: &Content, asked: &Asked<'_>, planned: Planned) -> Answer {
        let named = &asked.seen.synonym_sets;
        let of_drug = |found: &&Found| {
            let text = &content.statement(found.statement).text;
            let spoken = self.index.synonym_sets(text);
            named
                .iter()
                .any(|place| self.index.anchor(*place) == Anchor::Near && spoken.contains(place))
        };
        let statements = match planned.notes.is_empty() {
            true => asked
                .ranked
                .statements
                .iter()
                .take(MOST)
                .filter(of_drug)
                .copied()
                .collect(),
            false => Vec::new(),
        };
        Answer {
            notes: planned.notes,
            statements,
            ..Answer::declined(Reason::Dose)
        }
    }
}

/// Who wants another answer than the plan's gets none, and hears again what is urgent.
fn persuaded(planned: Planned, urgent: bool) -> Answer {
    Answer {
        notes: planned.notes.into_iter().filter(|_| urgent).collect(),
        ..Answer::declined(Reason::SmallTalk(SmallTalkKind::Persuasion))
    }
}

/// The statements of something that is listed, the best first.
fn listed_statements(content: &Content, place: IntentIx) -> impl Iterator<Item = Found> {
    let statements = content.intent(place).statements.iter();
    statements.map(|statement| Found {
        statement: *statement,
        score: 1.0,
    })
}

/// Where sources disagree about what is answered, both sides are told.
fn conflicts(content: &Content, found: &[Found]) -> Vec<usize> {
    let Some(first) = found.first() else {
        return Vec::new();
    };
    let named = &content.statement(first.statement).conflicts;
    let places = content.conflicts.iter().enumerate();
    places
        .filter(|(_, conflict)| named.contains(&conflict.id))
        .map(|(place, _)| place)
        .collect()
}
