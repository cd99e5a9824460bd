//! Whose case a text is about, in a group with several open cases and where it is asked.

use crate::harness::{Answers, TestBot, User};

const CLINIC: i64 = -1_001_000_000_031;
const BOT: &str = "@achilles_demo_bot";

/// Two people in the topic "Heels" of a group, each with a role and no open case.
async fn two_people(harness: &TestBot) -> (User, User) {
    let (ada, ben) = (harness.person(5, "Ada"), harness.person(6, "Ben"));
    harness.telegram.forum(CLINIC, "Clinic", &[&ada, &ben]);
    let heels = harness.telegram.topic(CLINIC, "Heels", &ada);
    let ada = super::topics::in_topic(harness, 5, CLINIC, heels);
    let ben = super::topics::in_topic(harness, 6, CLINIC, heels);
    for user in [&ada, &ben] {
        user.comes_in().await;
        user.says(&format!("/cancel{BOT}"));
        harness.calm().await;
    }
    (ada, ben)
}

/// Ada's case of a man on an anticoagulant and Ben's of a woman, both at their screens.
async fn two_cases(harness: &TestBot) -> (User, User) {
    let (ada, ben) = two_people(harness).await;
    ada.says(&format!(
        "{BOT} 67m midportion 1.8cm, load pain 5 months, on edoxaban, ckd3"
    ));
    ada.sees("Case 3").await;
    ben.says(&format!(
        "{BOT} new pt 50f insertional 9mm, load pain 10 weeks"
    ));
    ben.sees("Case 4").await;
    harness.calm().await;
    (ada, ben)
}

#[tokio::test]
async fn a_mention_where_one_case_is_open_is_about_that_case() {
    let harness = TestBot::open().await;
    let (ada, ben) = two_people(&harness).await;
    ada.says(&format!(
        "{BOT} 67m midportion 1.8cm, load pain 5 months, on edoxaban, ckd3"
    ));
    ada.sees("Case 3").await;
    ben.says(&format!("{BOT} nsaid gel ok in him?"));
    let answer = ben
        .sees("Case 3 (group): midportion, unfinished, begun today")
        .await;
    assert!(!answer.text.contains("General answer"), "{}", answer.text);
}

#[tokio::test]
async fn a_question_by_mention_where_several_cases_are_open_is_asked_for_its_case() {
    let harness = TestBot::open().await;
    let (_ada, ben) = two_cases(&harness).await;
    ben.says(&format!("{BOT} is naproxen ok?"));
    let which = ben.sees("Which case is that about?").await;
    ben.taps_on(
        &which,
        "Case 3 (group): midportion, unfinished, begun today",
    )
    .await;
    let answer = ben.sees("In this case: Oral NSAID not advised").await;
    assert!(
        answer.text.starts_with("Case 3 (group): "),
        "{}",
        answer.text
    );
}

#[tokio::test]
async fn what_is_told_by_mention_where_several_cases_are_open_waits_until_it_is_said_whose_it_is() {
    let harness = TestBot::open().await;
    let (ada, ben) = two_cases(&harness).await;
    let before = ada.heard().len();
    ben.says(&format!("{BOT} worst pain 7, had a stent last year"));
    let which = ben.sees("Which patient is that about?").await;
    assert_eq!(ada.heard().len(), before + 1, "nothing else was said");
    ben.taps_on(
        &which,
        "Case 3 (group): midportion, unfinished, begun today",
    )
    .await;
    let kept = ben.sees("Kept for this case").await;
    assert!(kept.text.starts_with("Case 3 (group): "), "{}", kept.text);
    assert!(kept.text.contains("Worst pain: 6 to 7"), "{}", kept.text);
    // Another tap on the same button finds it settled.
    let join = User::data(
        &which,
        "Case 3 (group): midportion, unfinished, begun today",
    );
    let toast = ben.presses(which.id, &join).await;
    assert_eq!(
        toast,
        "That case is no longer here. Send /new for a new one."
    );
}

#[tokio::test]
async fn a_danger_told_by_mention_is_marked_where_one_case_fits() {
    let harness = TestBot::open().await;
    let (_ada, ben) = two_cases(&harness).await;
    ben.says(&format!(
        "{BOT} the man has a hot swollen calf since sunday"
    ));
    let told = ben
        .sees("URGENT TODAY: possible deep vein thrombosis")
        .await;
    assert!(told.text.starts_with("Case 3 (group): "), "{}", told.text);
}

#[tokio::test]
async fn a_danger_that_fits_several_cases_is_named_and_asked_for_its_case() {
    let harness = TestBot::open().await;
    let (ada, ben) = two_cases(&harness).await;
    let adas = ada.heard();
    ben.says(&format!("{BOT} calf is hot and swollen since sunday"));
    let told = ben
        .sees("URGENT TODAY: possible deep vein thrombosis")
        .await;
    assert!(!told.text.starts_with("Case"), "{}", told.text);
    let which = ben.sees("Which patient is that about?").await;
    assert!(which.id > told.id);
    harness.calm().await;
    assert_eq!(ada.heard()[..adas.len()], adas[..], "no card was marked");
    ben.taps_on(
        &which,
        "Case 3 (group): midportion, unfinished, begun today",
    )
    .await;
    let told = ben.sees("Case 3 (group): midportion, red flag told").await;
    assert!(told.text.contains("deep vein thrombosis"), "{}", told.text);
}

#[tokio::test]
async fn a_reply_to_the_card_of_a_colleague_is_about_its_case() {
    let harness = TestBot::open().await;
    let (ada, ben) = two_cases(&harness).await;
    let bens = ben.sees("Case 4").await;
    let count = ada.count_of("Case 3");
    ada.replies_to(bens.id, "so surgery yes or no").await;
    ada.sees("Case 4 (group): insertional, unfinished, begun today")
        .await;
    ada.replies_to(bens.id, "is he the smoker").await;
    harness.calm().await;
    assert_eq!(ada.count_of("Case 3"), count, "the own card did not come");
}

/// Ada's case has its plan, and of a text of Ben's it is asked whose it is.
async fn asked_of_ben(harness: &TestBot) -> (User, User) {
    let (ada, ben) = (harness.person(5, "Ada"), harness.person(6, "Ben"));
    harness.telegram.group(CLINIC, "Clinic", &[&ada, &ben]);
    let ada = harness.user(&ada, ada.in_group(CLINIC), None);
    let ben = harness.user(&ben, ben.in_group(CLINIC), None);
    ada.gets_a_plan(&Answers::painful()).await;
    ben.comes_in().await;
    ben.says(&format!("/cancel{BOT}"));
    harness.calm().await;
    let plan = ada.reads_plan(1).await;
    ben.replies_to(
        plan.last().id,
        "mine is 66M same site, on apixaban, ibuprofen ok?",
    )
    .await;
    ben.sees("Whose is it?").await;
    (ada, ben)
}

#[tokio::test]
async fn a_reply_to_the_question_whose_a_text_is_opens_no_case() {
    let harness = TestBot::open().await;
    let (ada, _ben) = asked_of_ben(&harness).await;
    let asked = ada.sees("Whose is it?").await;
    ada.replies_to(asked.id, "and for ours, shockwave?").await;
    let answer = ada.sees("In this case: Shockwave not advised").await;
    assert!(
        answer.text.starts_with("Case 1 (group): "),
        "{}",
        answer.text
    );
    assert!(!answer.text.contains("anticoagulant"), "{}", answer.text);
}

#[tokio::test]
async fn a_danger_told_in_reply_to_the_question_whose_a_text_is_is_asked_for_its_case() {
    let harness = TestBot::open().await;
    let (ada, _ben) = asked_of_ben(&harness).await;
    let asked = ada.sees("Whose is it?").await;
    ada.replies_to(asked.id, "fever and a hot red ankle since yesterday")
        .await;
    ada.sees("URGENT TODAY: possible infection").await;
    harness.calm().await;
    assert_eq!(
        ada.count_of("Whose is it?"),
        2,
        "it is asked for the danger too"
    );
    assert_eq!(
        ada.count_of("Case 1 (group): insertional, red flag told"),
        0
    );
}

#[tokio::test]
async fn what_a_reply_to_no_case_tells_is_put_into_none() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.gets_a_plan(&Answers::painful()).await;
    ada.says("/help");
    let help = ada.sees("/new").await;
    ada.replies_to(help.id, "worst pain is 8 now").await;
    let which = ada.sees("another patient than that of Case 1").await;
    ada.taps_on(&which, "The same patient: Case 1").await;
    let told = ada.sees("Told earlier and not in this plan").await;
    assert!(told.text.contains("Worst pain: 8 to 10"), "{}", told.text);
}

#[tokio::test]
async fn whose_a_text_is_says_only_who_sent_it() {
    let harness = TestBot::open().await;
    let (ada, ben) = two_cases(&harness).await;
    ada.says(&format!("{BOT} worst pain 7, had a stent last year"));
    let which = ada.sees("Which patient is that about?").await;
    let join = User::data(
        &which,
        "Case 4 (group): insertional, unfinished, begun today",
    );
    // Ben administers no group, though that case is his.
    let toast = ben.presses(which.id, &join).await;
    assert!(
        toast.starts_with("These buttons belong to somebody else."),
        "{toast}"
    );
    harness.calm().await;
    assert_eq!(ben.count_of("Kept for this case"), 0);
}
