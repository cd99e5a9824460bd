//! How far words reach that change what others say: denials, kin, the past, suppositions, questions.

use std::collections::HashSet;

use super::pattern::Hit;
use super::sign::Sign;
use super::token::{Kind, Tokens};

/// Whether something is denied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Denial {
    /// It is told as it stands.
    Not,
    /// It stands in a list behind a denial whose end is not clear.
    Unclear,
    /// A word before or behind it denies it.
    Denied,
}

/// Whether something may stand in a list of things denied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listed {
    /// It is denied only by a word right before it.
    No,
    /// In a list without commas: "no X-ray or scan".
    Short,
    /// In a list that may go on over commas: "no diabetes, gout or asthma".
    Long,
}

/// How far a supposition, a question and the like reach around one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Around {
    /// Whether it is denied.
    pub denial: Denial,
    /// It is told of somebody else than the patient.
    pub kin: bool,
    /// It is over: it was so once.
    pub past: bool,
    /// It is only thought of or supposed.
    pub supposed: bool,
    /// It is asked about rather than told.
    pub asked: bool,
    /// Said to have been done.
    pub done: bool,
    /// It is still to come: ordered, planned, awaited.
    pub pending: bool,
    /// It is only thought to be so.
    pub doubted: bool,
}

/// The signs of a text.
pub struct Scopes<'t> {
    tokens: &'t Tokens,
    signs: Vec<(Sign, Hit)>,
    /// Parts that say something by themselves; no list goes on over them.
    breaks: HashSet<usize>,
}

/// "No" reaches so many words; "no red flags seen on the examination today of a runner" is no denial of
/// running.
const DENY_REACH: usize = 6;
/// "Excluded" stands so near behind.
const AFTER_REACH: usize = 3;
/// "Stopped" stands so near.
const PAST_REACH: usize = 5;
/// "Swapped for" and "switched from" stand so near.
const CHANGED_REACH: usize = 2;
/// "Possible" stands so near before: "possible old gout".
const DOUBT_REACH: usize = 2;
/// A question of so few words, its mark among them, belongs to what stands before it.
const FEW_BEHIND: usize = 3;
/// A part that ends with a question mark and is no longer than this is a question.
const SHORT_QUESTION: usize = 4;

impl<'t> Scopes<'t> {
    /// Takes the signs found in a text, and the parts that no list goes on over.
    pub fn new(tokens: &'t Tokens, signs: Vec<(Sign, Hit)>, breaks: HashSet<usize>) -> Self {
        Self {
            tokens,
            signs,
            breaks,
        }
    }

    fn of(&self, sign: Sign) -> impl Iterator<Item = &Hit> {
        let signs = self.signs.iter();
        signs
            .filter(move |(one, _)| *one == sign)
            .map(|(_, hit)| hit)
    }

    fn sentence(&self, at: usize) -> usize {
        self.tokens.0[at].sentence
    }

    fn part(&self, at: usize) -> usize {
        self.tokens.0[at].part
    }

    /// What reaches a thing found; `listed` says whether it may stand in a list of things denied.
    pub fn around(&self, hit: &Hit, listed: Listed) -> Around {
        Around {
            denial: self.denial_of_sides(hit, listed),
            kin: self.is_kins(hit),
            past: self.is_past(hit),
            supposed: self.follows(Sign::Suppose, hit),
            asked: self.is_asked(hit),
            done: self.is_done(hit),
            pending: self.near(Sign::Pending, hit, PAST_REACH),
            doubted: self.is_doubted(hit),
        }
    }

    /// Of a phrase whose sides stand in parts of their own, one that is denied denies it.
    fn denial_of_sides(&self, hit: &Hit, listed: Listed) -> Denial {
        if !hit.wide {
            return self.denial(hit, listed);
        }
        let runs = hit.tokens.chunk_by(|one, next| one + 1 == *next);
        let runs = runs.map(|run| Hit {
            tokens: run.to_vec(),
            ..hit.clone()
        });
        let denials = runs.map(|run| self.denial(&run, listed));
        denials.max().unwrap_or(Denial::Not)
    }

    fn denial(&self, hit: &Hit, listed: Listed) -> Denial {
        let own = |sign: &Hit| sign.tokens.iter().any(|token| hit.tokens.contains(token));
        let after = self.of(Sign::DenyAfter).any(|sign| {
            !own(sign)
                && sign.first() > hit.last()
                && sign.first() - hit.last() <= AFTER_REACH
                && self.part(sign.first()) == self.part(hit.last())
                && !self.ended(hit.last() + 1, sign.first())
        });
        // "Diabetes: no", "anticoagulants - nil": a part of its own that only denies.
        let answered = self.of(Sign::Deny).any(|sign| {
            sign.first() == hit.last() + 1
                && self.part(sign.first()) == self.part(hit.last()) + 1
                && self
                    .tokens
                    .0
                    .get(sign.last() + 1)
                    .is_none_or(|next| next.part != self.part(sign.last()) || next.is(","))
        });
        if after {
            return Denial::Denied;
        }
        // "CKD no, diabetes no": so does a "no" that ends its item of a list.
        let answered = answered
            || self
                .of(Sign::Deny)
                .any(|sign| sign.first() == hit.last() + 1 && self.only_answers(sign));
        if answered {
            return Denial::Denied;
        }
        // "No trauma no pain": what begins with its own "no" is not denied by another one before it.
        if self
            .of(Sign::DenyHere)
            .any(|sign| sign.first() == hit.first())
        {
            return Denial::Not;
        }
        let lists = self.of(Sign::DenyList).map(|sign| (sign, true));
        let here = self.of(Sign::DenyHere).map(|sign| (sign, false));
        let here = here.filter(|(sign, _)| self.part(sign.last()) == self.part(hit.first()));
        let signs = self.of(Sign::Deny).filter(|sign| !self.only_answers(sign));
        let signs = signs.map(|sign| (sign, false));
        let signs = signs.chain(lists).chain(here);
        signs
            .filter(|(sign, _)| !own(sign) && sign.last() < hit.first())
            .map(|(sign, list)| self.reach(sign, list, hit, listed))
            .max()
            .unwrap_or(Denial::Not)
    }

    /// Whether a "no" stands behind a word and ends its part or its item of a list: it answers that word, and denies
    /// nothing behind it.
    fn only_answers(&self, sign: &Hit) -> bool {
        let tokens = &self.tokens.0;
        let own = self.part(sign.first());
        let is_bare = sign.tokens.len() == 1
            && matches!(&*tokens[sign.first()].text, "no" | "nil" | "none" | "never");
        let behind_word = sign
            .first()
            .checked_sub(1)
            .is_some_and(|at| tokens[at].part == own && matches!(tokens[at].kind, Kind::Word));
        let ends = tokens.get(sign.last() + 1).is_none_or(|next| {
            next.part != own || !matches!(next.kind, Kind::Word | Kind::Number(_))
        });
        is_bare && behind_word && ends
    }

    /// Whether a denial reaches a thing behind it.
    fn reach(&self, sign: &Hit, list: bool, hit: &Hit, listed: Listed) -> Denial {
        let (from, to) = (sign.last() + 1, hit.first());
        if self.sentence(sign.last()) != self.sentence(to) || self.ended(from, to) {
            return Denial::Not;
        }
        if self.part(sign.last()) == self.part(to) {
            let joined = self.tokens.0[from..to]
                .iter()
                .any(|token| matches!(token.text.as_str(), "or" | "nor" | "and" | "/"));
            let listable = listed != Listed::No;
            let most = if listable || list {
                DENY_REACH
            } else {
                AFTER_REACH
            };
            let near = to - from < most || (listable && joined);
            return if near { Denial::Denied } else { Denial::Not };
        }
        // A part that says something else ends the list.
        let (first, last) = (self.part(sign.last()), self.part(to));
        if listed != Listed::Long || (first + 1..last).any(|part| self.breaks.contains(&part)) {
            return Denial::Not;
        }
        if list || self.closes_with_or(to) {
            return Denial::Denied;
        }
        Denial::Unclear
    }

    /// Whether a word ends a denial between two places.
    fn ended(&self, from: usize, to: usize) -> bool {
        self.of(Sign::DenyEnd)
            .any(|end| (from..to).contains(&end.first()))
    }

    /// Whether the list in which a word stands ends with "or": then all of it is denied.
    fn closes_with_or(&self, at: usize) -> bool {
        let sentence = self.sentence(at);
        let rest = self.tokens.0[at..].iter().enumerate();
        rest.take_while(|(ahead, token)| {
            token.sentence == sentence && !self.ended(at + ahead, at + ahead + 1)
        })
        .any(|(_, token)| matches!(token.text.as_str(), "or" | "nor"))
            || (at > 0 && matches!(self.tokens.0[at - 1].text.as_str(), "or" | "nor"))
    }

    fn is_kins(&self, hit: &Hit) -> bool {
        let own = |sign: &Hit| sign.tokens.iter().any(|token| hit.tokens.contains(token));
        self.of(Sign::Kin).any(|kin| {
            if own(kin) || self.sentence(kin.first()) != self.sentence(hit.first()) {
                return false;
            }
            if kin.last() < hit.first() {
                // "Father of pt" is about the father all the same.
                let of_kin = |sign: &Hit| {
                    sign.first() == kin.last() + 2 && self.tokens.0[kin.last() + 1].is("of")
                };
                let back = |sign: &Hit| {
                    (kin.last() + 1..hit.first()).contains(&sign.first()) && !of_kin(sign)
                };
                let end = self.of(Sign::DenyEnd).any(back)
                    && self.part(kin.last()) != self.part(hit.first());
                return !self.of(Sign::Patient).any(back) && !end;
            }
            // "Gout in his father", "diabetes (mother)".
            kin.first() > hit.last() && kin.first() - hit.last() <= AFTER_REACH
        })
    }

    fn is_doubted(&self, hit: &Hit) -> bool {
        self.of(Sign::Doubt).any(|doubt| {
            doubt.last() < hit.first()
                && hit.first() - doubt.last() <= DOUBT_REACH
                && self.part(doubt.last()) == self.part(hit.first())
        })
    }

    fn near(&self, sign: Sign, hit: &Hit, reach: usize) -> bool {
        self.of(sign).any(|sign| self.is_near(sign, hit, reach))
    }

    fn is_near(&self, sign: &Hit, hit: &Hit, reach: usize) -> bool {
        let before = hit.first().saturating_sub(sign.last());
        let after = sign.first().saturating_sub(hit.last());
        self.part(sign.first()) == self.part(hit.first())
            && before.max(after) <= reach
            && !sign.tokens.iter().all(|token| hit.tokens.contains(token))
    }

    /// Whether something is over. "On apixaban for an old clot": what is said to be in use is so, whatever is past of
    /// what it is for.
    fn is_past(&self, hit: &Hit) -> bool {
        let tokens = &self.tokens.0;
        let in_use = hit.first().checked_sub(1).is_some_and(|at| {
            matches!(&*tokens[at].text, "on" | "takes" | "taking" | "started")
                && tokens[at].part == tokens[hit.first()].part
        });
        let reason = (hit.last() + 1..tokens.len())
            .take_while(|at| tokens[*at].part == tokens[hit.last()].part)
            .find(|at| tokens[*at].is("for"));
        let is_of_reason = |sign: &Hit| in_use && reason.is_some_and(|at| sign.first() > at);
        // "Sertraline, started 6 weeks ago" and "started sertraline last month" is taken since then.
        let is_of_start = |sign: &Hit| {
            let between = tokens.get(hit.last() + 1..sign.first()).unwrap_or_default();
            let is_start = |text: &str| matches!(text, "started" | "begun" | "commenced" | "since");
            let before = hit.first().checked_sub(1).map(|at| &*tokens[at].text);
            between.iter().any(|token| is_start(&token.text)) || before.is_some_and(is_start)
        };
        // "DVT 2 months ago, on rivaroxaban": the time is that of what stands before.
        let is_of_before = |sign: &Hit| {
            let is_time = matches!(&*tokens[sign.last()].text, "ago" | "year" | "yr");
            in_use && is_time && sign.last() < hit.first()
        };
        // "Warfarin swapped for edoxaban", "switched from warfarin to edoxaban": of the two the one is over.
        let beside = |from: &Hit, to: &Hit| {
            from.last() < to.first()
                && to.first() - from.last() <= CHANGED_REACH
                && self.part(from.last()) == self.part(to.first())
        };
        let is_changed = self.of(Sign::PastBefore).any(|sign| beside(hit, sign))
            || self.of(Sign::PastBehind).any(|sign| beside(sign, hit));
        is_changed
            || self.of(Sign::Past).any(|sign| {
                let is_of_another = is_of_reason(sign) || is_of_start(sign) || is_of_before(sign);
                self.is_near(sign, hit, PAST_REACH) && !is_of_another
            })
    }

    /// Whether the name of a medicine says in a question whom it is about: "someone on lithium", who may have something
    /// else.
    pub fn tells_whom(&self, hit: &Hit) -> bool {
        let tokens = &self.tokens.0;
        let before = |steps: usize| {
            let at = hit.first().checked_sub(steps);
            at.map_or("", |at| tokens[at].text.as_str())
        };
        let rest = (hit.last() + 1..tokens.len())
            .take_while(|at| tokens[*at].part == tokens[hit.last()].part);
        matches!(before(1), "on" | "taking" | "takes")
            && !matches!(before(2), "be" | "go" | "start" | "put" | "stay")
            && rest
                .map(|at| &*tokens[at].text)
                .any(|word| matches!(word, "have" | "take" | "get" | "use" | "having" | "given"))
    }

    fn follows(&self, sign: Sign, hit: &Hit) -> bool {
        self.of(sign).any(|sign| {
            sign.last() < hit.first() && self.sentence(sign.first()) == self.sentence(hit.first())
        })
    }

    fn is_asked(&self, hit: &Hit) -> bool {
        let part_of = |sign: &Hit| self.part(sign.first()) == self.part(hit.first());
        // "… , on warfarin": what is said in a part of its own to be taken is told, whatever is asked beside it.
        let marked = self.is_marked(hit.first());
        let told = !marked
            && !self.of(Sign::Ask).any(part_of)
            && self
                .of(Sign::Done)
                .any(|done| part_of(done) && done.last() < hit.first());
        let follows = self.of(Sign::Ask).any(|ask| {
            ask.last() < hit.first()
                && self.sentence(ask.first()) == self.sentence(hit.first())
                && (marked || !self.joins(ask))
        });
        if follows && !told {
            return true;
        }
        let part = self.part(hit.first());
        let whole = self.tokens.0.iter().filter(|token| token.part == part);
        let (words, mark) = whole.fold((0, false), |(words, mark), token| match token.is("?") {
            true => (words, true),
            false => (words + 1, mark),
        });
        let asks = || {
            self.of(Sign::Ask)
                .any(|sign| self.part(sign.first()) == part)
        };
        mark && (words <= SHORT_QUESTION || asks())
    }

    /// Whether a question mark ends the sentence of a token.
    fn is_marked(&self, at: usize) -> bool {
        let sentence = self.sentence(at);
        let own = self.tokens.0.iter().rev();
        let mut own = own.skip_while(|token| token.sentence != sentence);
        own.next()
            .is_some_and(|last| last.sentence == sentence && last.is("?"))
    }

    /// Whether a word that can ask joins a clause here: "pain when walking".
    fn joins(&self, ask: &Hit) -> bool {
        let at = ask.first();
        let within = at > 0 && self.sentence(at - 1) == self.sentence(at);
        within && ask.tokens.len() == 1 && matches!(&*self.tokens.0[at].text, "when" | "who")
    }

    fn is_done(&self, hit: &Hit) -> bool {
        let reaches = |sign: &Hit| {
            self.sentence(sign.first()) == self.sentence(hit.first())
                && (sign.first() < hit.first() || self.part(sign.first()) == self.part(hit.last()))
        };
        self.of(Sign::Done).any(reaches) || self.of(Sign::Lasts).any(reaches) && !self.asks_at(hit)
    }

    /// Whether the part in which something stands is a question: it ends with a question mark, or a few words do that
    /// stand behind it ("a boot for 2 weeks, ok?").
    pub fn asks_at(&self, hit: &Hit) -> bool {
        let part = self.part(hit.last());
        let is_marked = |part: usize| {
            let mut own = self.tokens.0.iter().filter(|token| token.part == part);
            own.any(|token| token.is("?"))
        };
        let behind = self.tokens.0.iter().filter(|token| token.part == part + 1);
        is_marked(part) || behind.count() <= FEW_BEHIND && is_marked(part + 1)
    }
}
