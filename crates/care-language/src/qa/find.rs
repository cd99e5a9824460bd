//! One question: what the plan says, and the statements that answer it.

use super::Conversation;
use super::about::About;
use super::asked::Asked;
use super::asking::Form;
use super::compose::listed_statements;
use super::embedded::{Second, SecondReading};
use super::index::{Meant, is_of_case};
use super::nearest::is_answered_by_nearest;
use super::planned::{self, Planned};
use super::ranking::Ranked;
use super::reply::{Answer, Reason};
use super::topic::Topic;
use super::words::Seen;
use care_engine::content::{
    Content, IntentIx, PathwayKind, SectionKind, SmallTalkKind, SynonymSetIx,
};

/// So few words say one thing.
const SHORT: usize = 4;
/// The share of a question that names nothing which its nearest text has to hold; and of one of few words, which says
/// hardly anything.
const NEARLY_LISTED: f32 = 0.5;
const NEARLY_ALL_LISTED: f32 = 0.8;
/// Most words of a question in plain words that is taken to be about the case in whose thread it stands.
const MOST_OF_TALK: usize = 12;
/// A statement that answers much less well than the first is left out; beside what the plan says sooner.
const NEAR_FIRST: f32 = 0.6;
const NEAR_FIRST_IN_CASE: f32 = 0.75;
/// In a list to choose from, so much less well is still worth reading.
pub(super) const NEAR_LISTED: f32 = 0.4;

/// What a question is like, whatever answers it.
#[derive(Debug, Clone, Copy)]
struct Traits {
    /// None of its words is rare, and it is about no other part of the body.
    known: bool,
    /// In the thread of a case, it names or leans on what the plan of that case speaks of, or asks for the way to go.
    names: bool,
    /// It is short, and made of the content's own words.
    plain_talk: bool,
    /// The plan of its case is urgent.
    urgent: bool,
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
        let plainly = self.plainly_told(content, about, &asked);
        let own = about.filter(|about| self.has_own_subject(content, about, &asked));
        let mut answer = match own.filter(|_| plainly.is_none()) {
            Some(about) => self.answer_of_its_own(content, about, &asked),
            None => self.answer_read(content, about, &asked, plainly),
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
        let answer = self.answer_read(content, None, &alone, None);
        let is_told = matches!(answer.reason, Reason::Answered | Reason::Dose);
        if is_told || about.made.kind == PathwayKind::Urgent {
            return self.answer_read(content, Some(about), asked, None);
        }
        answer
    }

    /// What is said to it in plain words stands in place of the search, but for a dose, a picture or a wish for another answer.
    fn answer_read(
        &self,
        content: &Content,
        about: Option<&About<'_>>,
        asked: &Asked<'_>,
        plainly: Option<Answer>,
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
        match (talk, plainly) {
            (Some(SmallTalkKind::Image), _) => return Answer::declined(Reason::Image),
            (Some(SmallTalkKind::Persuasion), _) => return persuaded(planned, urgent),
            (Some(SmallTalkKind::Dose), _) => return dose(planned),
            (_, Some(answer)) => return answer,
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
        let traits = Traits {
            known,
            names,
            plain_talk,
            urgent,
        };
        match declined {
            Some(Reason::Dose) => dose(planned),
            Some(reason) => self.answer_declined(content, about, asked, reason, planned, traits),
            None => self.best(content, about, asked, planned),
        }
    }

    /// Answers a question that no statement answers, for this reason: by what the plan of its case says all the same, or
    /// by a decline.
    fn answer_declined(
        &self,
        content: &Content,
        about: Option<&About<'_>>,
        asked: &Asked<'_>,
        reason: Reason,
        planned: Planned,
        traits: Traits,
    ) -> Answer {
        let Traits {
            known,
            names,
            plain_talk,
            urgent,
        } = traits;
        match reason {
            // What the plan says stands, whatever else is not known.
            Reason::NoReviewedAnswer(_) | Reason::Clarify | Reason::Confirm
                if planned.withholds || (planned.answers() && known && asked.is_like_listed()) =>
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
            Reason::OutOfScope | Reason::SmallTalk(_)
                if (names && (planned.withholds || asked.is_like_listed()))
                    || (urgent && (asked.form.doubts || asked.form.of_case)) =>
            {
                let none = std::iter::empty();
                self.told(content, about, asked, None, none, planned)
            }
            // In a case's thread plain words are about the case, even where it is not understood what they ask.
            reason
                if plain_talk
                    && about.is_some()
                    && !urgent
                    && self.is_unnamed(content, asked, reason) =>
            {
                self.not_understood(content, asked)
            }
            reason => Answer {
                notes: planned
                    .notes
                    .into_iter()
                    .filter(|_| urgent)
                    .take(1)
                    .collect(),
                ..self.decline(content, asked, reason)
            },
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
        // "Anything else I should be testing" asks for more than the way to go.
        let more = !self.beside_way(asked).units.is_empty();
        let is_unsure = asked.meant().is_none() && asked.topic.is_empty() && (!only_way || more);
        if is_unsure
            && is_answered_by_nearest(about)
            && (about.is_none() || self.named(content, asked).is_empty())
            && let Some(answer) = self.answer_nearest(content, about, asked)
        {
            return answer;
        }
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
            Some(place) if planned.notes.is_empty() && names && !asked.says_nothing_alone() => {
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
        if let Some(answer) = self.plainly_told(content, about, &asked) {
            return answer;
        }
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
}

/// Who wants another answer than the plan's gets none, and hears again what is urgent.
fn persuaded(planned: Planned, urgent: bool) -> Answer {
    Answer {
        notes: planned.notes.into_iter().filter(|_| urgent).collect(),
        ..Answer::declined(Reason::SmallTalk(SmallTalkKind::Persuasion))
    }
}
