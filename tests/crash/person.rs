//! Somebody who taps through one case after the other, waits for every reply, remembers everything
//! that was acknowledged, and complains as soon as the bot no longer fits it.
//!
//! What has to be on the card after an acknowledged tap is what the state machine makes of it; what
//! has to stand in the summary is what was tapped last.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use achilles_bot::core::case::{Answer, Case};
use achilles_bot::core::content::{Content, Kind, OptionIx, OptionSet, QuestionIx, Reading};
use achilles_bot::core::intake::{Event, Intake, Place, step};
use achilles_bot::render::case_label;
use achilles_bot::standin::{Seat, ShownMessage, Standin};
use tokio::sync::watch;
use tokio::time::Instant;

use crate::phone::{Card, case_with, data_of, printed};
use crate::settings::Patience;

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// Nothing came of a tap or a text.
    NoReply,
    /// The card does not go on from what was acknowledged: an answer is lost, asked for again, or
    /// counted twice.
    NotTaken,
    /// The summary holds something else than what was tapped.
    Summary,
    /// The plan is another case's, or more often there than it was asked for.
    Plan,
    /// There is a case that nobody began.
    Case,
}

/// A person found the bot wrong.
#[derive(Debug, Clone)]
pub struct Complaint {
    pub wrong: Wrong,
    pub words: String,
    pub transcript: String,
    pub chat: i64,
    /// How much had happened in the chat.
    pub happened: u64,
}

/// What was done, over all people.
#[derive(Debug, Default, Clone, Copy)]
pub struct Count {
    pub taps: usize,
    pub cases: usize,
    pub plans: usize,
    pub offers: usize,
    /// The longest wait for a reply.
    pub longest: Duration,
}

impl Count {
    pub fn add(&mut self, other: Self) {
        self.taps += other.taps;
        self.cases += other.cases;
        self.plans += other.plans;
        self.offers += other.offers;
        self.longest = self.longest.max(other.longest);
    }
}

/// A case as the person remembers it.
struct Remembered {
    id: i64,
    intake: Intake,
    /// What was tapped last, question by question.
    given: BTreeMap<QuestionIx, Answer>,
}

pub struct Person {
    standin: Standin,
    seat: Seat,
    content: Arc<Content>,
    rng: fastrand::Rng,
    patience: Patience,
    known: Case,
    /// Plans asked for, case by case.
    asked: BTreeMap<i64, usize>,
    pub count: Count,
    progress: Arc<watch::Sender<u64>>,
}

type Done<T> = Result<T, Box<Complaint>>;

impl Person {
    pub fn new(
        standin: &Standin,
        number: i64,
        content: &Arc<Content>,
        rng: fastrand::Rng,
        patience: Patience,
        progress: &Arc<watch::Sender<u64>>,
    ) -> Self {
        let person = standin.person(100 + number, &format!("Person {number}"));
        Self {
            standin: standin.clone(),
            seat: person.in_private(),
            content: Arc::clone(content),
            rng,
            patience,
            known: Case::default(),
            asked: BTreeMap::new(),
            count: Count::default(),
            progress: Arc::clone(progress),
        }
    }

    /// Goes through case after case, until told to stop; then the present one is still finished.
    pub async fn works(&mut self, stop: &watch::Receiver<bool>) -> Done<()> {
        let mut case = self.comes_in().await?;
        loop {
            self.finishes(&mut case).await?;
            self.count.cases += 1;
            if *stop.borrow() {
                return Ok(());
            }
            case = self.begins_another(&case).await?;
        }
    }

    /// Looks once more, when the bot has come to rest.
    pub fn looks_back(&self) -> Done<()> {
        self.counts_plans()
    }

    // What is on the phone.

    fn messages(&self) -> Vec<ShownMessage> {
        let mut messages = self.seat.transcript();
        messages.retain(|message| !message.deleted);
        messages
    }

    fn of_the_bot(&self) -> Vec<ShownMessage> {
        let mut messages = self.messages();
        messages.retain(|message| message.from_bot);
        messages
    }

    fn complains<T>(&self, wrong: Wrong, words: impl Into<String>) -> Done<T> {
        let chat = self.seat.chat();
        Err(Box::new(Complaint {
            wrong,
            words: format!("{} (chat {chat})", words.into()),
            transcript: printed(&self.messages()),
            chat,
            happened: self.standin.look(|world| world.happened(chat)),
        }))
    }

    /// Looks after everything that happens in the chat until there is something to see.
    async fn until<T>(&mut self, mut look: impl FnMut(&[ShownMessage]) -> Option<T>) -> Option<T> {
        let begun = Instant::now();
        let chat = self.seat.chat();
        loop {
            let seen = self.standin.look(|world| world.happened(chat));
            if let Some(found) = look(&self.of_the_bot()) {
                self.count.longest = self.count.longest.max(begun.elapsed());
                self.progress.send_modify(|count| *count += 1);
                return Some(found);
            }
            let left = self.patience.time().saturating_sub(begun.elapsed());
            let more = self
                .standin
                .wait_until(|world| (world.happened(chat) != seen).then_some(()), left);
            more.await.ok()?;
        }
    }

    /// Presses a button and waits for what has to come of it.
    async fn taps<T>(
        &mut self,
        message: i64,
        data: &str,
        look: impl FnMut(&[ShownMessage]) -> Option<T>,
    ) -> Done<T> {
        let chat = self.seat.chat();
        let before = self.standin.look(|world| world.shown(chat, message));
        let newest = |messages: &[ShownMessage]| messages.last().map(|message| message.id);
        let newest_before = newest(&self.of_the_bot());
        let query = self.seat.tap_data(message, data);
        self.count.taps += 1;
        // Now and then a finger is too quick.
        if self.rng.u32(0..10) == 0 {
            self.seat.tap_data(message, data);
        }
        let found = self.until(look).await;
        let toast = self.toast_for(&query);
        if let Some(toast) = &toast
            && self.is_refusal(toast)
        {
            return self.complains(
                Wrong::NotTaken,
                format!("{data} on #{message} was refused: {toast}"),
            );
        }
        match found {
            Some(found) => Ok(found),
            None => {
                let after = self.standin.look(|world| world.shown(chat, message));
                let silent = toast.is_none_or(|toast| toast.is_empty())
                    && after == before
                    && newest(&self.of_the_bot()) == newest_before;
                let (wrong, words) = if silent {
                    (Wrong::NoReply, "a tap without a reply")
                } else {
                    (Wrong::NotTaken, "a tap did not lead to what was due")
                };
                self.complains(wrong, format!("{words}: {data} on #{message}"))
            }
        }
    }

    fn toast_for(&self, query: &str) -> Option<String> {
        // The stand-in numbers presses; the number is the end of the id.
        let serial = query.parse::<u64>().ok()?;
        let person = self.standin.known_person(self.seat.chat())?;
        let mut toasts = person.toasts().into_iter();
        let found = toasts.find(|toast| serial.checked_sub(toast.serial) == Some(FIRST_QUERY));
        found.map(|toast| toast.text)
    }

    /// Whether a toast says that the press had no effect, though it was one on the present card.
    fn is_refusal(&self, toast: &str) -> bool {
        let refusals = [
            "toast.taken",
            "toast.planned",
            "toast.stale",
            "toast.foreign",
            "toast.gone",
            "toast.unknown_button",
            "toast.unreadable",
            "note.not_now",
            "note.nothing_marked",
        ];
        refusals.iter().any(|key| self.content.text(key) == toast)
    }

    // From the welcome to the first card.

    async fn comes_in(&mut self) -> Done<Remembered> {
        self.seat.send("/start");
        let welcome = |messages: &[ShownMessage]| messages.last().map(|_| ());
        if self.until(welcome).await.is_none() {
            return self.complains(Wrong::NoReply, "no welcome");
        }
        let mut marks = OptionSet::default();
        loop {
            let messages = self.of_the_bot();
            if let Some(card) = messages.iter().rev().find_map(Card::on) {
                return self.remembers_a_new(card);
            }
            let Some(message) = messages.iter().rfind(|m| !m.buttons.is_empty()) else {
                return self.complains(Wrong::NoReply, "nothing to tap after the welcome");
            };
            let data: Vec<_> = data_of(message).cloned().collect();
            let shows = |word: &str| data.iter().find(|data| data.contains(word)).cloned();
            let press = if let Some(accept) = shows(":accept") {
                accept
            } else if shows(":role:").is_some() {
                let role = self.rng.usize(0..self.content.roles.len());
                let role = &self.content.roles[role];
                let (question, option) = role.asker;
                self.known.set(question, Some(Answer::One(option)));
                format!("{}:{}", prefix(&data[0]), format_args!("role:{}", role.id))
            } else if let (Some(have), true) = (shows(":have:"), marks.is_empty()) {
                let access = self.content.find_question("access").unwrap();
                let id = have.rsplit(':').next().unwrap();
                marks.mark(self.content.find_option(access, id).unwrap(), true);
                self.known.set(access, Some(Answer::Several(marks)));
                have
            } else if let Some(had) = data.iter().find(|data| data.ends_with(":had")) {
                had.clone()
            } else {
                return self.complains(Wrong::NotTaken, "the welcome does not go on");
            };
            let before = message.clone();
            let changed = |messages: &[ShownMessage]| {
                let same = messages.contains(&before);
                (!same).then_some(())
            };
            self.taps(before.id, &press, changed).await?;
        }
    }

    // One case.

    fn remembers_a_new(&mut self, card: Card) -> Done<Remembered> {
        let first = self.content.question_places().next().unwrap();
        let intake = Intake::new(self.known.clone(), first);
        self.asked.insert(card.case, 0);
        if !card.shows(&self.content, &intake) {
            return self.complains(
                Wrong::NotTaken,
                "a new case does not begin at its beginning",
            );
        }
        Ok(Remembered {
            id: card.case,
            intake,
            given: BTreeMap::new(),
        })
    }

    async fn begins_another(&mut self, old: &Remembered) -> Done<Remembered> {
        let old = old.id;
        let newer = move |messages: &[ShownMessage]| {
            let mut cards = messages.iter().rev().filter_map(Card::on);
            cards.find(|card| card.case > old)
        };
        let planned = self.of_the_bot().iter().rev().find_map(|message| {
            let new = data_of(message).find(|data| data.ends_with(":new"))?;
            Some((message.id, new.clone()))
        });
        let card = match planned {
            Some((message, new)) if self.rng.bool() => {
                // Tapped once: twice would be two cases.
                self.seat.tap_data(message, &new);
                self.count.taps += 1;
                self.until(newer).await
            }
            _ => {
                self.seat.send("/new");
                self.until(newer).await
            }
        };
        match card {
            Some(card) => self.remembers_a_new(card),
            None => self.complains(Wrong::NoReply, "no new case"),
        }
    }

    async fn finishes(&mut self, case: &mut Remembered) -> Done<()> {
        loop {
            self.knows_all_cases()?;
            match case.intake.place {
                Place::Ask(question, _) => self.answers(case, question).await?,
                Place::Summary => {
                    self.checks_the_summary(case)?;
                    let editable = case.given.keys().copied().collect::<Vec<_>>();
                    if self.rng.u32(0..5) == 0 && !editable.is_empty() {
                        let question = editable[self.rng.usize(0..editable.len())];
                        let id = self.content.question(question).id.clone();
                        self.does(case, Event::Edit(question), &["e", &id]).await?;
                    } else {
                        self.does(case, Event::ShowPlan, &["p"]).await?;
                    }
                }
                _ => return self.reads_the_plan(case).await,
            }
        }
    }

    async fn answers(&mut self, case: &mut Remembered, question: QuestionIx) -> Done<()> {
        let content = Arc::clone(&self.content);
        let asked = content.question(question);
        if self.rng.u32(0..20) == 0 && !case.intake.trail.is_empty() {
            let back = step(&content, &case.intake, &Event::Back);
            if back.intake != case.intake {
                return self.does(case, Event::Back, &["b"]).await;
            }
        }
        match asked.kind {
            Kind::One => {
                let option = self.some_option(question);
                let id = &asked.options[option.index()].id;
                if self.rng.u32(0..12) == 0 {
                    let label = asked.options[option.index()].label.clone();
                    return self.types(case, question, label).await;
                }
                let event = Event::Choose(question, option);
                self.does(case, event, &["=", &asked.id, id]).await?;
            }
            Kind::Several => {
                let wanted = self.some_marks(question);
                // A slip of the thumb first, now and then: marked, and unmarked again.
                if self.rng.u32(0..6) == 0 {
                    let slip = self.some_option(question);
                    for on in [true, false] {
                        self.marks(case, question, slip, on).await?;
                    }
                }
                for option in content.option_places(question) {
                    let on = wanted.has(option);
                    if on != case.intake.draft.has(option) {
                        self.marks(case, question, option, on).await?;
                    }
                }
                // Marking one that excludes the others has cleared them.
                self.does(case, Event::Done(question), &["d", &asked.id])
                    .await?;
            }
            Kind::Number => {
                self.does(case, Event::Skip(question), &["s", &asked.id])
                    .await?;
            }
        }
        Ok(())
    }

    async fn marks(
        &mut self,
        case: &mut Remembered,
        question: QuestionIx,
        option: OptionIx,
        on: bool,
    ) -> Done<()> {
        if case.intake.asking() != Some(question) || case.intake.draft.has(option) == on {
            return Ok(());
        }
        let content = Arc::clone(&self.content);
        let verb = if on { "+" } else { "-" };
        let does = [
            verb,
            &content.question(question).id,
            &content.option(question, option).id,
        ];
        self.does(case, Event::Mark(question, option, on), &does)
            .await
    }

    /// Some option that may be chosen by itself. What would end most cases early is rare.
    fn some_option(&mut self, question: QuestionIx) -> OptionIx {
        let asked = self.content.question(question);
        let mut places: Vec<_> = self.content.option_places(question).collect();
        if asked.insist {
            places.retain(|place| asked.unknown != Some(*place));
        }
        places[self.rng.usize(0..places.len())]
    }

    fn some_marks(&mut self, question: QuestionIx) -> OptionSet {
        let content = Arc::clone(&self.content);
        let asked = content.question(question);
        let alone: Vec<_> = asked
            .alone
            .iter()
            .filter(|place| !asked.insist || asked.unknown != Some(*place))
            .collect();
        // Red flags are the question that insists on an answer; mostly there are none.
        let none = if asked.insist { 9 } else { 4 };
        if !alone.is_empty() && self.rng.u32(0..10) < none {
            return OptionSet::only(alone[self.rng.usize(0..alone.len())]);
        }
        let others: Vec<_> = content
            .option_places(question)
            .filter(|place| !asked.alone.has(*place))
            .collect();
        let mut marks = OptionSet::default();
        for _ in 0..self.rng.usize(1..4) {
            marks.mark(others[self.rng.usize(0..others.len())], true);
        }
        marks
    }

    /// Does something on the card, and expects what the state machine makes of it.
    async fn does(&mut self, case: &mut Remembered, event: Event, button: &[&str]) -> Done<()> {
        let card = self.present_card(case).await?;
        let Some(data) = card.button(button).map(str::to_owned) else {
            return self.complains(Wrong::NotTaken, format!("no button {button:?} on the card"));
        };
        let after = step(&self.content, &case.intake, &event);
        if after.plan {
            *self.asked.entry(case.id).or_default() += 1;
        }
        let content = Arc::clone(&self.content);
        let (id, next) = (case.id, after.intake.clone());
        let shown = move |messages: &[ShownMessage]| {
            let cards = messages.iter().rev().filter_map(Card::on);
            let mut cards = cards.filter(|card| card.case == id);
            cards.any(|card| card.shows(&content, &next)).then_some(())
        };
        self.taps(card.message, &data, shown).await?;
        self.remembers(case, &event, after.intake);
        Ok(())
    }

    /// Types an answer instead of tapping it.
    async fn types(
        &mut self,
        case: &mut Remembered,
        question: QuestionIx,
        words: String,
    ) -> Done<()> {
        self.present_card(case).await?;
        let event = Event::Type(words.clone());
        let after = step(&self.content, &case.intake, &event);
        if after.intake.case.answer(question).is_none() {
            // Its words mean something else here; a tap will do.
            return Ok(());
        }
        if after.plan {
            *self.asked.entry(case.id).or_default() += 1;
        }
        let content = Arc::clone(&self.content);
        let (id, next) = (case.id, after.intake.clone());
        self.seat.send(&words);
        let shown = move |messages: &[ShownMessage]| {
            let cards = messages.iter().rev().filter_map(Card::on);
            let mut cards = cards.filter(|card| card.case == id);
            cards.any(|card| card.shows(&content, &next)).then_some(())
        };
        if self.until(shown).await.is_none() {
            return self.complains(Wrong::NotTaken, format!("typed without effect: {words:?}"));
        }
        self.remembers(case, &event, after.intake);
        Ok(())
    }

    fn remembers(&mut self, case: &mut Remembered, event: &Event, after: Intake) {
        let answered = match event {
            Event::Choose(question, option) => Some((*question, Answer::One(*option))),
            Event::Done(question) => Some((*question, Answer::Several(case.intake.draft))),
            Event::Type(_) => case.intake.asking().and_then(|question| {
                let answer = after.case.answer(question)?;
                Some((question, answer))
            }),
            _ => None,
        };
        if let Some((question, answer)) = answered {
            case.given.insert(question, answer);
        }
        case.intake = after;
    }

    /// The newest card of the case. One that is older than what was acknowledged (a message that was
    /// sent again because nobody knew that it had arrived) is tapped, and has to come right.
    async fn present_card(&mut self, case: &mut Remembered) -> Done<Card> {
        for _ in 0..4 {
            let newest = |messages: &[ShownMessage]| {
                let cards = messages.iter().rev().filter_map(Card::on);
                cards.clone().find(|card| card.case == case.id)
            };
            let Some(card) = newest(&self.of_the_bot()) else {
                return self.complains(Wrong::NotTaken, "the case has no card");
            };
            if card.shows(&self.content, &case.intake) {
                return Ok(card);
            }
            let Some(data) = self.refreshing(&card, case) else {
                return self.complains(
                    Wrong::NotTaken,
                    format!("the card is not what was acknowledged: {:?}", case.intake),
                );
            };
            self.seat.tap_data(card.message, &data);
            self.count.taps += 1;
            let again = step(&self.content, &case.intake, &Event::Reopen).intake;
            let (content, id, same) = (Arc::clone(&self.content), case.id, case.intake.clone());
            let reopened = again.clone();
            let right = move |messages: &[ShownMessage]| {
                let cards = messages.iter().rev().filter_map(Card::on);
                let card = cards.clone().find(|card| card.case == id)?;
                if card.shows(&content, &reopened) {
                    return Some(true);
                }
                card.shows(&content, &same).then_some(false)
            };
            match self.until(right).await {
                Some(true) => case.intake = again,
                Some(false) => {}
                None => {
                    return self.complains(Wrong::NoReply, "an old card did not come right");
                }
            }
        }
        self.complains(Wrong::NotTaken, "the card does not come right")
    }

    /// What to tap on a card that is behind, to see the present one; nothing if it has no right to be
    /// behind. A card of an earlier turn is stale, and any button will do. A copy that was sent when
    /// nobody knew that the first one had arrived lacks what was marked on that one meanwhile: marking
    /// it once more changes nothing else. But then the first one has to show it.
    fn refreshing(&self, card: &Card, case: &Remembered) -> Option<String> {
        if card.turn < case.intake.turn {
            return Some(card.any_button().to_owned());
        }
        let question = case.intake.asking()?;
        let messages = self.of_the_bot();
        let untouched = messages
            .iter()
            .any(|message| message.id == card.message && message.edited == 0);
        let first = messages
            .iter()
            .filter_map(Card::on)
            .any(|other| other.case == case.id && other.shows(&self.content, &case.intake));
        if card.turn != case.intake.turn || !untouched || !first {
            return None;
        }
        let id = &self.content.question(question).id;
        self.content.option_places(question).find_map(|place| {
            let verb = if case.intake.draft.has(place) {
                "+"
            } else {
                "-"
            };
            let option = &self.content.option(question, place).id;
            card.button(&[verb, id, option]).map(str::to_owned)
        })
    }

    // What has to be true.

    fn knows_all_cases(&self) -> Done<()> {
        for card in self.of_the_bot().iter().filter_map(Card::on) {
            if !self.asked.contains_key(&card.case) {
                return self.complains(
                    Wrong::Case,
                    format!("nobody began {}", case_label(&self.content, card.case)),
                );
            }
        }
        Ok(())
    }

    /// Every answer that was acknowledged stands as it was tapped, unless the case no longer needs it.
    fn checks_the_summary(&self, case: &Remembered) -> Done<()> {
        let messages = self.of_the_bot();
        let cards = messages.iter().rev().filter_map(Card::on);
        let card = cards
            .clone()
            .find(|card| card.case == case.id && card.shows(&self.content, &case.intake));
        let Some(card) = card else {
            return self.complains(Wrong::Summary, "the summary is gone");
        };
        let view = self.content.view(&case.intake.case, Reading::Assumed);
        for (place, answer) in &case.given {
            let question = self.content.question(*place);
            let words = self.words(*place, *answer);
            let line = format!("• {}: {words}", question.title);
            let stands = card.text.lines().any(|shown| shown == line);
            if !stands && view.holds(&question.ask_if) {
                return self.complains(
                    Wrong::Summary,
                    format!("not in the summary: {line:?}\n{}", card.text),
                );
            }
        }
        Ok(())
    }

    fn words(&self, question: QuestionIx, answer: Answer) -> String {
        let label = |option| self.content.option(question, option).label.clone();
        match answer {
            Answer::One(option) => label(option),
            Answer::Several(set) => set.iter().map(label).collect::<Vec<_>>().join(", "),
            Answer::Number(number) => number.to_string(),
        }
    }

    /// Waits for the plan. Where it is only offered, it is asked for again.
    async fn reads_the_plan(&mut self, case: &mut Remembered) -> Done<()> {
        let id = case.id;
        let plan = |messages: &[ShownMessage]| {
            let found = messages.iter().find(|m| case_with(m, "r") == Some(id));
            found.map(|_| Reply::Plan)
        };
        let mut newest_offer = 0;
        loop {
            let reply = self.until(|messages| {
                let offers = messages.iter().rev();
                let mut offers = offers.filter(|m| case_with(m, "p") == Some(id));
                plan(messages).or_else(|| {
                    let offer = offers.find(|message| message.id > newest_offer)?;
                    Some(Reply::Offer(offer.id))
                })
            });
            match reply.await {
                Some(Reply::Plan) => break,
                Some(Reply::Offer(message)) => {
                    newest_offer = message;
                    self.count.offers += 1;
                    *self.asked.entry(id).or_default() += 1;
                    self.seat.tap_data(message, &format!("o:{}:p", base36(id)));
                    self.count.taps += 1;
                }
                None => return self.complains(Wrong::NoReply, "no plan, and no offer of one"),
            }
        }
        self.count.plans += 1;
        let view = self.content.view(&case.intake.case, Reading::Assumed);
        let title = self.content.pathway_title(self.content.pathway(&view));
        // Between the two stand the words that tell the case from others.
        let (label, end) = (case_label(&self.content, id), format!(" · {title}"));
        let offered = self
            .of_the_bot()
            .iter()
            .any(|message| case_with(message, "p") == Some(id));
        let told = self.of_the_bot().iter().any(|message| {
            let head = message.text.lines().next().unwrap_or_default();
            head.starts_with(&label) && head.ends_with(&end)
        });
        // Of a plan in two messages the first may be the one that is only offered.
        if !told && !offered {
            return self.complains(
                Wrong::Plan,
                format!("no plan begins with {label:?} and {title:?}"),
            );
        }
        self.counts_plans()
    }

    /// No plan more often than it was asked for.
    fn counts_plans(&self) -> Done<()> {
        let mut plans: BTreeMap<i64, usize> = BTreeMap::new();
        for message in self.of_the_bot() {
            if let Some(case) = case_with(&message, "r") {
                *plans.entry(case).or_default() += 1;
            }
        }
        for (case, count) in plans {
            let asked = self.asked.get(&case).copied().unwrap_or_default();
            if count > asked {
                return self.complains(
                    Wrong::Plan,
                    format!("case {case}: asked for {asked} plans, got {count}"),
                );
            }
        }
        Ok(())
    }
}

/// What comes when a plan was asked for.
enum Reply {
    Plan,
    Offer(i64),
}

/// What the stand-in adds to the number of a press to make its id.
const FIRST_QUERY: u64 = 4_611_686_018_427_000_000;

/// The beginning of a person's button: whose it is.
fn prefix(data: &str) -> String {
    data.splitn(3, ':').take(2).collect::<Vec<_>>().join(":")
}

fn base36(number: i64) -> String {
    achilles_bot::render::base36(number)
}
