//! A case over several visits: the review as one flow, and what its plan says first.

use crate::harness::{Answers, Plan, TestBot, User};
use fake_telegram::{Fault, ShownMessage};

/// What is tapped at a review: by the title of the card. A number is typed.
type Taps<'a> = &'a [(&'a str, &'a str)];

/// From the button under a plan through the cards to the next plan. Says which cards there were.
async fn reviews(ada: &User, plan: &Plan, number: usize, taps: Taps<'_>) -> (Vec<String>, Plan) {
    ada.taps_on(plan.last(), "Review").await;
    ada.is_asked("· Red flags ·").await;
    let mut titles = Vec::new();
    loop {
        let card = ada.card();
        let heading = card.text.lines().find(|line| line.starts_with("Case "));
        let Some(heading) = heading.filter(|_| ada.plans().len() < number) else {
            return (titles, ada.reads_plan(number).await);
        };
        let parts: Vec<&str> = heading.split(" · ").collect();
        let (case, title) = (parts[0], parts[1].to_owned());
        if title.starts_with("the plan is below") {
            return (titles, ada.reads_plan(number).await);
        }
        let answer = taps.iter().find(|(card, _)| *card == title);
        let Some((_, answer)) = answer else {
            panic!("no answer to {title:?}:\n{}", card.text);
        };
        titles.push(title.clone());
        assert!(titles.len() < 20, "this never ends: {titles:?}");
        let done = if answer.parse::<u16>().is_ok() && !card.labels().contains(answer) {
            ada.says(answer);
            false
        } else {
            ada.marks(&[answer]).await;
            true
        };
        if done {
            ada.leaves(card.id, &format!("{case} · {title} ·")).await;
        } else {
            ada.until_new_card(&card, "Case 1").await;
        }
    }
}

const SECOND: Taps<'static> = &[
    ("Red flags", "None of these"),
    ("Visit", "Review: clearly better"),
    ("Duration", "6 weeks to 3 months"),
    ("Worst pain", "1 to 3"),
    ("Heel rise", "Yes, without pain"),
    ("Heel rises", "6 to 10"),
    ("VISA-A", "61"),
    ("Loading so far", "6 to 8 weeks"),
    ("New since the last visit", "Nothing new"),
];

#[tokio::test]
async fn three_visits_are_told_as_a_course_and_the_red_flags_come_first_each_time() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.gets_a_plan(&Answers::painful()).await;
    let first = ada.reads_plan(1).await;
    first.is_complete();
    // A first total, by which the next ones are measured.
    ada.taps_on(first.last(), "More answers").await;
    let card = ada.is_asked("refine the plan").await;
    ada.taps_on(&card, "+ VISA-A").await;
    ada.is_asked("What is the VISA-A total?").await;
    ada.says("52");
    let card = ada.is_asked("Each of these can still change").await;
    ada.taps_on(&card, "Show the new plan").await;
    let first = ada.reads_plan(2).await;

    let said = ada.heard().len();
    let (cards, second) = reviews(&ada, &first, 3, SECOND).await;
    assert_eq!(cards[0], "Red flags");
    assert!(cards.len() <= 9, "{cards:?}");
    // The card, the card again below the typed total, and the plan.
    assert_eq!(ada.heard().len() - said, 3);
    let head = &second.messages[0].text;
    let begins = "Case 1: insertional · the plan of visit 2\n\n\
                  Course: VISA-A 52 → 61: +9 since the first visit. Published important change: 8 to 15 points at 12 \
                  weeks; the number alone does not decide.\n\
                  Course: Worst pain 4 to 5 → 1 to 3\n";
    assert!(head.starts_with(begins), "{head}");
    assert!(head.contains("Changed: Visit: "), "{head}");
    assert!(!head.contains("Nothing new"), "{head}");

    let third: Vec<(&str, &str)> = SECOND
        .iter()
        .map(|(card, answer)| match *card {
            "VISA-A" => (*card, "74"),
            "Loading so far" => (*card, "3 to under 6 months"),
            "Heel rises" => (*card, "21 or more"),
            _ => (*card, *answer),
        })
        .collect();
    let (cards, third) = reviews(&ada, &second, 4, &third).await;
    // Weeks have passed: how long the symptoms last is another answer by now.
    assert!(cards.contains(&"Duration".to_owned()), "{cards:?}");
    let head = &third.messages[0].text;
    assert!(head.contains("the plan of visit 3"), "{head}");
    assert!(
        head.contains("VISA-A 52 → 61 → 74: +22 since the first visit, +13 since the one before."),
        "{head}"
    );
    assert!(
        head.contains("Single-leg heel rises 6 to 10 → 21 or more"),
        "{head}"
    );
    harness.calm().await;
    assert_eq!(ada.plans().len(), 4, "a plan too many");
}

#[tokio::test]
async fn what_a_review_keeps_is_shown_once_and_can_be_changed() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.gets_a_plan(&Answers::painful()).await;
    let first = ada.reads_plan(1).await;
    ada.taps_on(first.last(), "Review").await;
    for (title, answer) in [
        ("Red flags", "None of these"),
        ("Worst pain", "1 to 3"),
        ("Visit", "Review: unchanged"),
        ("Heel rise", "No, because of pain"),
        ("VISA-A", "Skip"),
        ("Loading so far", "Under 6 weeks"),
    ] {
        let card = ada.is_asked(&format!("· {title} ·")).await;
        ada.taps_on(&card, answer).await;
    }
    let card = ada.is_asked("Kept from the last visit:").await;
    for words in ["Site: Insertional", "Size: Under 1 cm", "Age: 40 to 59"] {
        assert!(card.text.contains(words), "no {words:?} in {}", card.text);
    }
    assert!(!card.text.contains("Red flags: "), "{}", card.text);
    ada.taps_on(&card, "Change what is kept").await;
    let card = ada.until_card(card.id, "Check the answers.").await;
    ada.taps_on(&card, "Change: Size").await;
    let card = ada.until_card(card.id, "change this answer").await;
    ada.taps_on(&card, "Not measured").await;
    // What is new is still to be answered: nobody comes to the plan past it.
    let card = ada
        .until_card(card.id, "What is new since the last visit?")
        .await;
    assert_eq!(ada.plans().len(), 1);
    ada.taps_on(&card, "Nothing new").await;
    let card = ada.until_card(card.id, "Duration").await;
    ada.taps_on(&card, "6 weeks to 3 months").await;
    let second = ada.reads_plan(2).await;
    assert!(
        second.messages[0]
            .text
            .contains("Changed: Size: Under 1 cm → Not measured")
    );
}

#[tokio::test]
async fn a_red_flag_at_a_review_is_an_urgent_plan_after_two_taps() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.gets_a_plan(&Answers::painful()).await;
    let first = ada.reads_plan(1).await;
    ada.taps_on(first.last(), "Review").await;
    ada.is_asked("· Red flags ·").await;
    ada.marks(&["Deep vein thrombosis"]).await;
    let second = ada.reads_plan(2).await;
    second.says("URGENT");
    // After the assessment: the questions from the start.
    ada.taps_on(second.last(), "Review").await;
    ada.is_asked("· Red flags ·").await;
    harness.calm().await;
    assert_eq!(ada.plans().len(), 2);
}

#[tokio::test]
async fn how_the_course_is_opens_a_review_and_is_no_single_change() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.gets_a_plan(&Answers::painful()).await;
    let first = ada.reads_plan(1).await;
    ada.taps_on(first.last(), "More answers").await;
    let card = ada.is_asked("refine the plan").await;
    ada.taps_on(&card, "+ Visit").await;
    ada.is_asked("· Red flags ·").await;
    harness.calm().await;
    assert_eq!(ada.plans().len(), 1, "no plan without the screen");
}

#[tokio::test]
async fn the_course_of_a_case_is_one_screen_with_its_visits_values_and_plans() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.gets_a_plan(&Answers::painful()).await;
    let first = ada.reads_plan(1).await;
    let (_, second) = reviews(&ada, &first, 2, SECOND).await;
    ada.taps_on(second.last(), "Course and plans").await;
    let course = ada.is_asked("Choose one to read it as it was given.").await;
    let day = course.text.split("• Plan 1, ").nth(1).unwrap();
    let day = &day[..10];
    for words in [
        "Course: Worst pain 4 to 5 → 1 to 3".to_owned(),
        format!("• Plan 1, {day}, Active conservative care · visit 1 · content "),
        "\nWorst pain 4 to 5\n".to_owned(),
        format!("• Plan 2, {day}, Active conservative care · visit 2 · content "),
        "\nVISA-A 61 · Worst pain 1 to 3 · Single-leg heel rises 6 to 10\nChanged: ".to_owned(),
    ] {
        assert!(
            course.text.contains(&words),
            "no {words:?} in {}",
            course.text
        );
    }
    assert!(
        !course.text.contains("since the first visit, "),
        "{}",
        course.text
    );
    let labels = course.labels();
    assert_eq!(
        labels
            .iter()
            .filter(|label| label.starts_with("Plan "))
            .count(),
        2
    );
}

/// The pictures that arrived here.
fn pictures(ada: &User) -> Vec<ShownMessage> {
    let heard = ada.heard().into_iter();
    heard.filter(|message| message.picture.is_some()).collect()
}

/// Two visits, and the course of them open.
async fn with_a_course(ada: &User) -> ShownMessage {
    ada.gets_a_plan(&Answers::painful()).await;
    let first = ada.reads_plan(1).await;
    let (_, second) = reviews(ada, &first, 2, SECOND).await;
    ada.taps_on(second.last(), "Course and plans").await;
    ada.is_asked("Choose one to read it as it was given.").await
}

#[tokio::test]
async fn a_course_is_drawn_with_its_numbers_in_words_and_the_same_each_time() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    let course = with_a_course(&ada).await;
    ada.taps_on(&course, "Picture of the course").await;
    let two = |count: usize| {
        let ada = &ada;
        move || (pictures(ada).len() == count).then(|| pictures(ada))
    };
    ada.until("a picture", two(1)).await;
    ada.taps_on(&course, "Picture of the course").await;
    let seen = ada.until("the picture again", two(2)).await;
    assert_eq!(seen[0].picture, seen[1].picture, "other bytes");
    assert_eq!(seen[0].reply_to, Some(course.id));
    assert_eq!(
        seen[0].text,
        "Case 1: insertional\n\
         Latest plan: Active conservative care (week 0).\n\
         Worst pain by week, lower is better: 4 to 5 (week 0), 1 to 3 (week 0).\n\
         Worst pain 4 to 5 → 1 to 3"
    );
}

#[tokio::test]
async fn a_visit_without_a_value_is_not_drawn_and_the_caption_says_where_its_plan_leads() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    let course = with_a_course(&ada).await;
    ada.taps_on(&course, "Picture of the course").await;
    ada.until("a picture", || (pictures(&ada).len() == 1).then_some(()))
        .await;
    let second = ada.reads_plan(2).await;
    ada.taps_on(second.last(), "Review").await;
    ada.is_asked("· Red flags ·").await;
    ada.marks(&["Infection"]).await;
    let third = ada.reads_plan(3).await;
    third.says("URGENT TODAY");
    ada.taps_on(third.last(), "Course and plans").await;
    let course = ada.is_asked("visit 3").await;
    ada.taps_on(&course, "Picture of the course").await;
    let seen = ada.until("the picture of three visits", || {
        let seen = pictures(&ada);
        (seen.len() == 2).then_some(seen)
    });
    let seen = seen.await;
    assert_eq!(
        seen[0].picture, seen[1].picture,
        "a mark for a visit without a value"
    );
    let says = "Case 1: insertional\nLatest plan: Urgent (week 0).\n";
    assert!(seen[1].text.starts_with(says), "{}", seen[1].text);
}

#[tokio::test]
async fn a_picture_under_way_at_a_kill_is_not_sent_again_but_offered() {
    let mut harness = TestBot::with_binary().await;
    let ada = harness.ada();
    let course = with_a_course(&ada).await;
    // It arrives at once; the binary never hears of it, and is killed while it waits.
    let long = std::time::Duration::from_secs(3600);
    harness
        .telegram
        .fail("sendPhoto", 1, Fault::SlowAnswer(long));
    ada.taps_on(&course, "Picture of the course").await;
    ada.until("a picture", || (!pictures(&ada).is_empty()).then_some(()))
        .await;
    harness.kill_and_restart();
    ada.is_asked("while the picture was on its way").await;
    harness.calm().await;
    assert_eq!(pictures(&ada).len(), 1, "it came twice");
}

#[tokio::test]
async fn a_review_that_was_begun_by_mistake_is_left_and_the_plan_stands() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.gets_a_plan(&Answers::painful()).await;
    let first = ada.reads_plan(1).await;
    ada.taps_on(first.last(), "Review").await;
    let card = ada.is_asked("· Red flags ·").await;
    // Until the review has its own plan the one before it can be read.
    ada.taps_on(first.last(), "Exercise").await;
    ada.sees("Exercise and load").await;
    ada.taps_on(&card, "Leave the review").await;
    let again = ada.reads_plan(2).await;
    again.is_complete();
    ada.taps_on(again.last(), "Chart note").await;
    let note = ada.sees("DRAFT from decision support").await;
    assert!(!note.text.contains("Visit 2"), "{}", note.text);
    // It is the same plan again, and no visit.
    ada.taps_on(again.last(), "Review").await;
    ada.is_asked("· Red flags ·").await;
    ada.marks(&["None of these"]).await;
    let card = ada.is_asked("· Worst pain ·").await;
    ada.taps_on(&card, "⋯").await;
    let card = ada.until_card(card.id, "· Worst pain ·").await;
    ada.taps_on(&card, "Leave the review").await;
    ada.reads_plan(3).await.is_complete();
}

#[tokio::test]
async fn a_red_flag_of_a_review_that_is_left_still_stops_the_plan() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.gets_a_plan(&Answers::painful()).await;
    let first = ada.reads_plan(1).await;
    ada.taps_on(first.last(), "Review").await;
    let card = ada.is_asked("· Red flags ·").await;
    ada.taps_on(&card, "Deep vein thrombosis").await;
    let card = ada.until_card(card.id, "· Red flags ·").await;
    ada.taps_on(&card, "Leave the review").await;
    ada.is_asked("red flag told, screen not answered").await;
    harness.calm().await;
    assert_eq!(
        ada.plans().len(),
        1,
        "the plan stands although a flag was marked"
    );
    assert!(ada.card().labels().contains(&"Answer the red-flag screen"));
}

#[tokio::test]
async fn a_review_tells_the_last_value_and_takes_no_answer_of_then_for_todays() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.gets_a_plan(&Answers::painful()).await;
    let first = ada.reads_plan(1).await;
    ada.taps_on(first.last(), "Review").await;
    let mut card = ada.is_asked("· Red flags ·").await;
    assert!(!card.text.contains("At the last visit"), "{}", card.text);
    for (title, answer) in [
        ("Red flags", "None of these"),
        ("Worst pain", "1 to 3"),
        ("Visit", "Review: unchanged"),
        ("Heel rise", "No, because of pain"),
        ("VISA-A", "Skip"),
        ("Loading so far", "Under 6 weeks"),
    ] {
        card = ada.is_asked(&format!("· {title} ·")).await;
        let last = card.text.contains("At the last visit: 4 to 5.");
        assert_eq!(last, title == "Worst pain", "{}", card.text);
        ada.taps_on(&card, answer).await;
    }
    ada.is_asked("Kept from the last visit:").await;
    ada.marks(&["Imaging", "Size"]).await;
    let card = ada
        .until_card(card.id, "please look at this again: Imaging so far, Size.")
        .await;
    // Time has changed this one: what was true then is told and not chosen.
    assert!(
        card.text.contains("At the last visit: 4 to 6 weeks."),
        "{}",
        card.text
    );
    let labels = card.labels();
    assert!(labels.contains(&"4 to 6 weeks"), "{labels:?}");
    ada.taps_on(&card, "6 weeks to 3 months").await;
    let card = ada.until_card(card.id, "· Imaging so far ·").await;
    assert!(
        card.text.contains("At the last visit: Radiograph."),
        "{}",
        card.text
    );
    // What was seen before stays marked, for another test to be added to it.
    ada.taps("Done").await;
    let card = ada.until_card(card.id, "· Size ·").await;
    assert!(
        card.text.contains("At the last visit: Under 1 cm."),
        "{}",
        card.text
    );
    let labels = card.labels();
    assert!(labels.contains(&"Under 1 cm"), "{labels:?}");
}

#[tokio::test]
async fn the_outcome_of_an_urgent_plan_is_asked_and_written_with_its_red_flags() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.gets_a_plan(&Answers::painful()).await;
    let first = ada.reads_plan(1).await;
    ada.taps_on(first.last(), "Review").await;
    ada.is_asked("· Red flags ·").await;
    ada.marks(&["Deep vein thrombosis", "Possible tumour"])
        .await;
    let urgent = ada.reads_plan(2).await;
    ada.taps_on(urgent.last(), "Review").await;
    ada.is_asked("· Red flags ·").await;
    ada.marks(&["None of these"]).await;
    let card = ada.is_asked("What came of the assessment?").await;
    let flags = "At the last visit: Deep vein thrombosis, Possible tumour.";
    assert!(card.text.contains(flags), "{}", card.text);
    ada.taps_on(&card, "Any found, in treatment").await;
    ada.is_asked("· Duration ·").await;
    ada.marks(&["6 weeks to 3 months"]).await;
    let open = ada.reads_plan(3).await;
    open.says("what the last assessment found is under treatment");
    ada.taps_on(open.last(), "Chart note").await;
    let note = ada.sees("DRAFT from decision support").await;
    for words in [
        "Red flags: none recorded at screening",
        "Red flags at the visit before: possible deep vein thrombosis;",
        "Urgent assessment since the visit before: something found",
    ] {
        assert!(note.text.contains(words), "no {words:?} in {}", note.text);
    }
}
