//! Walking through the intake as a person does, by taps that the cards really offer.

use care_engine::case::{Answer, Case};
use care_engine::content::{OptionSet, PathwayKind, QuestionIx, QuestionKind, Unknowns};
use care_engine::intake::{Event, Intake, Note, Place, progress, refinements, shared_card, step};

use super::{CONTENT, Dice};

pub(crate) fn question(id: &str) -> QuestionIx {
    CONTENT.find_question(id).unwrap()
}

pub(crate) fn one(id: &str, option: &str) -> (QuestionIx, Answer) {
    let place = question(id);
    let option = CONTENT.find_option(place, option).unwrap();
    let answer = match CONTENT.question(place).kind {
        QuestionKind::Several => Answer::Several(OptionSet::only(option)),
        _ => Answer::One(option),
    };
    (place, answer)
}

/// A case as a clinician begins it: the role has said who asks.
fn begun() -> Intake {
    let mut known = Case::default();
    let (asker, answer) = one("asker", "clinician_patient");
    known.set(asker, Some(answer));
    Intake::new(known, question("red_flags"))
}

/// What was tapped on one card.
#[derive(Default)]
pub(crate) struct Taps {
    /// Each option, mark and Done is one.
    pub all: usize,
    /// Those that the second and further marks of a card cost: as many as the patient has of something.
    pub further: usize,
}

/// Gives the answer to the present card as a person does; the screen is refused as often as it takes. On a card
/// that is shared each other question is marked unless its answer is what no mark means.
pub(crate) fn give(
    now: &Intake,
    place: QuestionIx,
    answer: Answer,
    mut other: impl FnMut(QuestionIx) -> Answer,
) -> (care_engine::intake::Step, Taps) {
    let mut taps = Taps::default();
    let mut tap = |now: &Intake, event: Event| {
        taps.all += 1;
        step(&CONTENT, now, &event)
    };
    let set = match answer {
        Answer::One(option) => return (tap(now, Event::Choose(place, option)), taps),
        Answer::Number(number) => return (tap(now, Event::Type(number.to_string())), taps),
        Answer::Several(set) => set,
    };
    let question = CONTENT.question(place);
    let shared = shared_card(&CONTENT, now);
    let marked: Vec<QuestionIx> = shared
        .into_iter()
        .flat_map(|shared| shared.others)
        .filter(|place| {
            let (_, unmarked) = CONTENT.question(*place).mark.as_ref().unwrap();
            other(*place) != Answer::One(*unmarked)
        })
        .collect();
    let only = set.iter().next().filter(|_| set.iter().count() == 1);
    if let Some(only) = only
        && question.exclusive.has(only)
        && (marked.is_empty() || question.unknown == Some(only))
    {
        let first = tap(now, Event::Mark(place, only, true));
        let asks_again = |note: &Note| matches!(note, Note::ScreenNeeded | Note::WouldClear(..));
        if !first.notes.iter().any(asks_again) {
            return (first, taps);
        }
        return (tap(&first.intake, Event::Mark(place, only, true)), taps);
    }
    if let Some(only) = only.filter(|_| question.quick && now.draft.is_empty()) {
        return (tap(now, Event::Choose(place, only)), taps);
    }
    let mut now = now.clone();
    if question.quick && now.draft.is_empty() {
        // "More than one" shows the marks and changes nothing else.
        tap(&now, Event::Reopen);
    }
    let mut marks = 0;
    for option in CONTENT.option_places(place) {
        if now.draft.has(option) != set.has(option) && !question.exclusive.has(option) {
            marks += 1;
            now = tap(&now, Event::Mark(place, option, set.has(option))).intake;
        }
    }
    for other in marked {
        marks += 1;
        let unknown = CONTENT.question(other).unknown.unwrap();
        now = tap(&now, Event::Mark(other, unknown, true)).intake;
    }
    // Once something is marked, the answer to the question that ends the card is Done too.
    let ending = shared_card(&CONTENT, &now).and_then(|shared| shared.ends_with);
    let only = ending.and_then(|ending| match other(ending) {
        Answer::Several(set) => Some((
            ending,
            set.iter().next().filter(|_| set.iter().count() == 1)?,
        )),
        Answer::One(option) => Some((ending, option)),
        Answer::Number(_) => None,
    });
    let done = match only {
        Some((ending, option)) => tap(&now, Event::Choose(ending, option)),
        None => tap(&now, Event::Done(place)),
    };
    // One alone is a mark and Done, and on a quick card the mark alone.
    let alone = if question.quick { 1 } else { 2 };
    taps.further = if marks > 1 { taps.all - alone } else { 0 };
    if ending.is_some() && only.is_none() {
        // How it was seen in several ways is asked by itself.
        taps.further += 1;
    }
    (done, taps)
}

/// A way to a plan.
struct Walked {
    /// The cards that were seen.
    cards: Vec<QuestionIx>,
    taps: Taps,
    end: Intake,
}

/// Walks to the plan, and checks every step.
fn walk(mut answer: impl FnMut(QuestionIx) -> Answer) -> Walked {
    let mut now = begun();
    let mut taps = Taps::default();
    let mut cards = Vec::new();
    let mut total = usize::MAX;
    for _ in 0..60 {
        let place = match now.place {
            Place::Ask(place, _) => place,
            Place::Planned => {
                return Walked {
                    cards,
                    taps,
                    end: now,
                };
            }
            _ => panic!("not on the way to a first plan: {now:?}"),
        };
        cards.push(place);
        let count = progress(&CONTENT, &now).unwrap();
        assert!(count.at <= count.of, "{count:?}");
        assert!(
            count.of <= total.saturating_add(count.added),
            "the count grew from {total} to {count:?} without a word: {now:?}"
        );
        total = count.of;
        let given = answer(place);
        let (next, tapped) = give(&now, place, given, &mut answer);
        taps.all += tapped.all;
        taps.further += tapped.further;
        let told: Vec<_> = next
            .notes
            .iter()
            .flat_map(|note| match note {
                Note::Dropped(places) => places.clone(),
                _ => Vec::new(),
            })
            .collect();
        for before in now.case.answered(&CONTENT) {
            assert!(
                before == place
                    || told.contains(&before)
                    || next.intake.case.answer(before) == now.case.answer(before),
                "an answer was lost without a word"
            );
        }
        now = next.intake;
    }
    panic!("no plan after 60 cards: {total} {now:?}");
}

/// Whether a case has an answer among these.
fn is(case: &Case, id: &str, options: &[&str]) -> bool {
    let place = question(id);
    options.iter().any(|option| {
        let option = CONTENT.find_option(place, option).unwrap();
        match case.answer(place) {
            Some(Answer::One(one)) => one == option,
            Some(Answer::Several(set)) => set.has(option),
            _ => false,
        }
    })
}

/// Whether the intake had a branch: rest pain, lasting symptoms, under 18, 5 cm or more.
fn has_branch(walked: &Walked) -> bool {
    let branches = ["rest_pain", "loading_done", "toes", "size_confirm"];
    branches
        .iter()
        .any(|id| walked.cards.contains(&question(id)))
}

/// Two branches at once: the cause of the rest pain is asked for again before anything else, then what a child is asked.
fn is_child_in_rest_pain(walked: &Walked) -> bool {
    let branches = ["rest_pain_confirm", "toes"];
    branches
        .iter()
        .all(|id| walked.cards.contains(&question(id)))
}

/// The cards of what was marked beside the NSAID risks.
fn for_drugs(walked: &Walked) -> usize {
    let card = CONTENT.cards.first().unwrap();
    let at = walked.cards.iter().position(|place| *place == card.leading);
    let Some(at) = at else {
        return 0;
    };
    let cards = walked.cards[at..].iter();
    cards.filter(|place| card.others.contains(place)).count()
}

#[test]
fn every_walk_ends_in_a_plan_within_the_promised_taps() {
    let mut dice = Dice(0x1234_5678_9abc_def1);
    let screen = one("red_flags", "none");
    let mut most = [
        (0, String::new()),
        (0, String::new()),
        (0, String::new()),
        (0, String::new()),
    ];
    for round in 0..6_000 {
        let none = round % 8 != 0;
        let silent = round % 8 == 1;
        let adult = round % 3 != 0;
        let plain = round % 2 == 0;
        let walked = walk(|place| {
            if none && place == screen.0 {
                return screen.1;
            }
            if silent && place == question("symptoms") {
                return one("symptoms", "none").1;
            }
            if adult && place == question("age") {
                return one("age", "40_59").1;
            }
            // Every second walk is of somebody with nothing else of note.
            let usual = match CONTENT.question(place).id.as_str() {
                "symptoms" => "load_pain",
                "duration" => "under_4w",
                "size" => "under_1cm",
                "nsaid_risks" => "none",
                "fluoroquinolone" => "never",
                "pregnancy" => "no",
                _ => return dice.answer(place),
            };
            if plain {
                one(&CONTENT.question(place).id, usual).1
            } else {
                dice.answer(place)
            }
        });
        let case = &walked.end.case;
        let view = CONTENT.view(case, Unknowns::Assumed);
        let flags = matches!(case.answer(screen.0), Some(Answer::Several(set)) if !set.meets(CONTENT.question(screen.0).exclusive));
        let (kind, limit) = match CONTENT.pathway_kind(&view) {
            PathwayKind::Urgent if flags => (0, 2),
            _ if is(case, "symptoms", &["none"]) && !has_branch(&walked) => (1, 5),
            _ if !has_branch(&walked) => (2, 9),
            _ => (3, 12),
        };
        // What a patient has of one list is not ours to count.
        let taps = walked.taps.all - walked.taps.further;
        let limit = limit + for_drugs(&walked) + usize::from(is_child_in_rest_pain(&walked));
        let told = format!("{:?}", case.to_json(&CONTENT));
        if taps > most[kind].0 {
            most[kind] = (taps, told.clone());
        }
        let cards: Vec<&str> = walked
            .cards
            .iter()
            .map(|place| CONTENT.question(*place).id.as_str())
            .collect();
        assert!(taps <= limit, "{taps} taps: {told} {cards:?}");
    }
    assert!(most.iter().all(|(taps, _)| *taps > 0), "{most:?}");
}

/// The cards of a case that is answered as said.
fn cards(answers: &[(&str, &str)]) -> usize {
    let walked = walk(|place| {
        let id = &CONTENT.question(place).id;
        match answers.iter().find(|(question, _)| question == id) {
            Some((question, option)) => one(question, option).1,
            None => panic!("{id} is asked"),
        }
    });
    walked.cards.len()
}

#[test]
fn a_question_is_put_only_where_it_changes_the_first_screen_or_is_unsafe_not_to_know() {
    let lump = [
        ("red_flags", "none"),
        ("site", "insertional"),
        ("size", "under_1cm"),
    ];
    let silent = [&lump[..], &[("symptoms", "none"), ("age", "40_59")]].concat();
    assert_eq!(cards(&silent), 5);
    let sore = [
        &lump[..],
        &[
            ("symptoms", "load_pain"),
            ("duration", "under_4w"),
            ("pain", "1_to_3"),
            ("imaging", "radiograph"),
            ("fluoroquinolone", "never"),
            ("age", "40_59"),
        ],
    ]
    .concat();
    assert_eq!(cards(&sore), 9);
    let with = |sore: &[(&'static str, &'static str)], other: (&'static str, &'static str)| {
        let kept = sore.iter().filter(|(question, _)| *question != other.0);
        let all: Vec<_> = kept.copied().chain([other]).collect();
        all
    };
    // Pain of 4 and more: one card for the drugs, the NSAID risks and pregnancy.
    let acute = with(
        &with(&with(&sore, ("pain", "4_to_5")), ("nsaid_risks", "none")),
        ("pregnancy", "no"),
    );
    assert_eq!(cards(&acute), 9);
    let lasting = with(
        &with(&sore, ("duration", "3_to_6m")),
        ("loading_done", "3_to_6m"),
    );
    assert_eq!(cards(&lasting), 10);
}

#[test]
fn one_tap_answers_all_of_a_shared_card_and_a_mark_puts_its_question() {
    let answers = [
        ("red_flags", "none"),
        ("site", "insertional"),
        ("size", "under_1cm"),
        ("symptoms", "load_pain"),
        ("duration", "under_4w"),
        ("pain", "4_to_5"),
        ("imaging", "radiograph"),
        ("age", "18_39"),
    ];
    let told = |place: QuestionIx| {
        let id = &CONTENT.question(place).id;
        let found = answers.iter().find(|(question, _)| question == id);
        found.map(|(question, option)| one(question, option).1)
    };
    let shared = |leading: &str, other: &str, own: &str| {
        walk(|place| {
            told(place).unwrap_or_else(|| match CONTENT.question(place).id.as_str() {
                "nsaid_risks" => one("nsaid_risks", leading).1,
                "fluoroquinolone" => one("fluoroquinolone", other).1,
                _ => one("pregnancy", own).1,
            })
        })
    };
    let none = shared("none", "never", "no");
    assert_eq!(none.taps.all, 9);
    for (id, option) in [
        ("nsaid_risks", "none"),
        ("fluoroquinolone", "never"),
        ("pregnancy", "no"),
    ] {
        assert!(is(&none.end.case, id, &[option]), "{id}");
    }
    let unasked = shared("not_asked", "never", "no");
    assert_eq!(unasked.taps.all, 9);
    for (id, option) in [
        ("nsaid_risks", "not_asked"),
        ("fluoroquinolone", "never_or_unknown"),
        ("pregnancy", "unknown"),
    ] {
        assert!(is(&unasked.end.case, id, &[option]), "{id}");
    }
    // A risk that is marked costs no tap more: the tap that ends the card says how it was seen.
    let risk = shared("asthma", "never", "no");
    assert_eq!(risk.taps.all, 9);
    for (id, option) in [
        ("nsaid_risks", "asthma"),
        ("imaging", "radiograph"),
        ("pregnancy", "no"),
    ] {
        assert!(is(&risk.end.case, id, &[option]), "{id}");
    }
    let marked = shared("none", "past_no_trouble", "breastfeeding");
    assert_eq!(marked.cards.len(), 10, "each mark puts its question");
    for (id, option) in [
        ("nsaid_risks", "none"),
        ("fluoroquinolone", "past_no_trouble"),
        ("pregnancy", "breastfeeding"),
    ] {
        assert!(is(&marked.end.case, id, &[option]), "{id}");
    }
}

#[test]
fn a_shared_card_is_not_ended_by_another_answer_while_nothing_is_marked() {
    let mut now = begun();
    for (id, option) in [
        ("red_flags", "none"),
        ("site", "insertional"),
        ("size", "under_1cm"),
        ("symptoms", "load_pain"),
        ("age", "18_39"),
        ("duration", "under_4w"),
        ("pain", "4_to_5"),
    ] {
        let (place, answer) = one(id, option);
        assert_eq!(now.asking(), Some(place), "{id}");
        now = give(&now, place, answer, |_| answer).0.intake;
    }
    assert_eq!(now.asking(), Some(question("nsaid_risks")));
    let (imaging, radiograph) = one("imaging", "radiograph");
    let Answer::Several(radiograph) = radiograph else {
        panic!("imaging takes several options");
    };
    let seen = Event::Choose(imaging, radiograph.iter().next().unwrap());
    let refused = step(&CONTENT, &now, &seen);
    assert_eq!(refused.notes, [Note::NothingMarked]);
    assert_eq!(refused.intake, now, "no risk is taken for absent by it");
}

#[test]
fn what_the_rupture_tests_showed_is_asked_behind_the_urgent_lines() {
    let screen = one("red_flags", "rf_rupture");
    let walked = walk(|place| {
        assert_eq!(place, screen.0);
        screen.1
    });
    assert_eq!((walked.cards.len(), walked.taps.all), (1, 2));
    let offered = refinements(&CONTENT, &walked.end.case);
    assert!(offered.contains(&question("rupture_tests")));
    assert!(offered.contains(&question("rupture_result")));
    assert!(!offered.contains(&question("heel_rise")));
}

/// Taps an answer, and whatever it makes due, until no question is in front any more.
fn until_no_question(dice: &mut Dice, edited: &Intake) -> Intake {
    let mut now = edited.clone();
    for _ in 0..60 {
        let Place::Ask(place, _) = now.place else {
            return now;
        };
        let given = dice.answer(place);
        now = give(&now, place, given, |place| dice.answer(place))
            .0
            .intake;
    }
    panic!("no end of questions: {now:?}");
}

#[test]
fn from_every_answer_that_is_opened_there_is_a_way_back_to_the_list_it_was_opened_from() {
    let mut dice = Dice(0x7777_1234_9abc_0001);
    let mut seen = [0, 0];
    for round in 0..400 {
        let mut now = begun();
        now.told = round % 2 == 0;
        let listed = until_no_question(&mut dice, &now);
        let listed = match listed.place {
            Place::Planned => step(&CONTENT, &listed, &Event::Refine).intake,
            _ => listed,
        };
        let view = CONTENT.view(&listed.case, Unknowns::Assumed);
        let ended = CONTENT.pathway_kind(&view).ends_intake();
        for place in listed.case.answered(&CONTENT) {
            if !view.holds(&CONTENT.question(place).ask_if) {
                continue;
            }
            let opened = step(&CONTENT, &listed, &Event::Edit(place)).intake;
            assert_eq!(opened.asking(), Some(place));
            // Left as it is.
            let back = step(&CONTENT, &opened, &Event::Back).intake;
            assert_eq!(back.place, listed.place, "{place:?} {listed:?}");
            assert_eq!(back.case, listed.case);
            // Changed: the list again, or at once what is urgent or about no patient.
            let changed = until_no_question(&mut dice, &opened);
            let view = CONTENT.view(&changed.case, Unknowns::Assumed);
            let ends = CONTENT.pathway_kind(&view).ends_intake();
            let first = changed.plans == listed.plans + 1 && listed.plans == 0;
            assert!(
                changed.place == listed.place || ends || ended || first,
                "{:?} {changed:?}",
                CONTENT.question(place).id
            );
            seen[usize::from(listed.place == Place::Summary)] += 1;
        }
    }
    assert!(seen.iter().all(|count| *count > 50), "{seen:?}");
}

#[test]
fn from_any_state_there_is_a_way_to_a_plan() {
    let mut dice = Dice(0x0fed_cba9_8765_4321);
    for _ in 0..400 {
        let mut now = begun();
        for _ in 0..dice.below(25) {
            let event = super::intake::any_event(&mut dice, &now);
            now = step(&CONTENT, &now, &event).intake;
        }
        let mut planned = false;
        for _ in 0..60 {
            let next = match now.place {
                Place::Ask(place, _) => {
                    let given = dice.answer(place);
                    give(&now, place, given, |place| dice.answer(place)).0
                }
                Place::Summary | Place::Refine => step(&CONTENT, &now, &Event::ShowPlan),
                Place::Planned => step(&CONTENT, &now, &Event::Refine),
                Place::Cancelled => step(&CONTENT, &now, &Event::Reopen),
            };
            if next.plan {
                planned = true;
                break;
            }
            now = next.intake;
        }
        assert!(planned, "stuck at {now:?}");
    }
}
