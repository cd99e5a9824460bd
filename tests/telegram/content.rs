//! The content is changed under cases that are open.

use std::fs;
use std::path::Path;

use crate::harness::{Answers, TestBot, User};

/// Copies the built-in content and changes words in it.
pub(crate) fn changed(into: &Path, changes: &[(&str, &str)]) -> String {
    fn copy(from: &Path, to: &Path, changes: &[(&str, &str)], done: &mut usize) {
        fs::create_dir_all(to).unwrap();
        for entry in fs::read_dir(from).unwrap() {
            let path = entry.unwrap().path();
            let target = to.join(path.file_name().unwrap());
            if path.is_dir() {
                copy(&path, &target, changes, done);
                continue;
            }
            let mut text = fs::read_to_string(&path).unwrap();
            for (old, new) in changes {
                *done += text.matches(old).count();
                text = text.replace(old, new);
            }
            fs::write(target, text).unwrap();
        }
    }
    let mut done = 0;
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("dialogues/achilles-ho");
    copy(&from, into, changes, &mut done);
    assert!(done >= changes.len(), "nothing was changed");
    into.display().to_string()
}

/// The content of a folder, as the program keeps it.
fn loaded(folder: &Path) -> care_engine::content::Content {
    achilles_bot::content_source::open(Some(folder)).unwrap()
}

#[tokio::test]
async fn what_a_version_says_is_kept_once_with_every_line_of_the_plans_made_from_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = TestBot::open().await;
    let ada = harness.ada();
    ada.gets_a_plan(&Answers::painful()).await;
    ada.reads_plan(1).await;
    harness.calm().await;
    harness.stop_bot().await;
    let contents = harness.store().await.contents().await.unwrap();
    assert_eq!(contents.len(), 1);
    let first = contents.into_iter().next().unwrap();
    assert_eq!(first.topic, "achilles-ho");
    // A second start with it adds nothing.
    harness.start_bot().await;
    ada.says("/help");
    ada.sees("/new begins a case").await;
    harness.stop_bot().await;
    let contents = harness.store().await.contents().await.unwrap();
    assert_eq!(contents, std::slice::from_ref(&first));
    // The lines of the plan as it was given, by the person's own export.
    harness.start_bot().await;
    ada.says("/export_my_data");
    let plans = ada
        .until("a file", || {
            let calls = harness.telegram.calls();
            let files = calls.iter().filter(|call| call.method == "sendDocument");
            let mut plans = files.filter_map(|file| {
                let text = file.params["file"]["file_text"].as_str()?;
                let file: serde_json::Value = serde_json::from_str(text).ok()?;
                file["kept"]["plans"].as_array().cloned()
            });
            plans.find(|plans| !plans.is_empty())
        })
        .await;
    assert_eq!(plans[0]["content_version"], first.version.as_str());
    let snapshot: serde_json::Value = serde_json::from_str(&first.snapshot).unwrap();
    let lines = plans[0]["lines"].as_array().unwrap();
    assert!(lines.len() > 10, "{lines:?}");
    for line in lines {
        let kept = &snapshot["lines"][line.as_str().unwrap()];
        assert!(kept["text"].is_string(), "{line} is not kept");
    }
    harness.stop_bot().await;
    // Other content is another version.
    let words = [("Small heel lift", "Thin heel lift")];
    changed(folder.path(), &words);
    let content = loaded(folder.path());
    let version = content.version.clone();
    harness.start_bot_with(content).await;
    ada.says("/help");
    ada.sees_times(2, "/new begins a case").await;
    harness.stop_bot().await;
    let contents = harness.store().await.contents().await.unwrap();
    let versions: Vec<&str> = contents.iter().map(|one| &*one.version).collect();
    assert_eq!(versions.len(), 2);
    assert!(versions.contains(&&*first.version) && versions.contains(&&*version));
}

fn restart_with(harness: &mut TestBot, folder: &Path, changes: &[(&str, &str)]) {
    harness.kill_binary();
    harness.set("ACHILLES_DIALOGUES", changed(folder, changes));
    harness.start_binary();
}

#[tokio::test]
async fn a_case_of_which_an_answer_is_gone_gets_a_word_and_the_present_card() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = TestBot::with_binary().await;
    let ada = harness.ada();
    ada.comes_in().await;
    ada.marks(&["None of these"]).await;
    ada.is_asked("Where is the focus?").await;
    ada.taps("Insertional").await;
    ada.is_asked("largest length").await;
    ada.taps("Under 1 cm").await;
    let card = ada.is_asked("What symptoms").await;
    harness.calm().await;
    // What was chosen has another name now.
    restart_with(&mut harness, folder.path(), &[("under_1cm", "below_1cm")]);
    let toast = ada
        .presses(card.id, &User::data(&card, "Pain with load only"))
        .await;
    assert!(
        toast.starts_with("The content was brought up to date."),
        "{toast}"
    );
    let card = ada
        .until_card(card.id, "not every answer could be taken over")
        .await;
    assert!(
        card.text.contains("What symptoms"),
        "nothing else has happened: {}",
        card.text
    );
    // From here it goes on, and what is missing is asked before there is a plan.
    ada.taps_on(&card, "Pain with load only").await;
    let walk = ada.answers(&Answers::painful()).await;
    assert!(walk.passed("Size"), "{walk:?}");
    ada.asks_for_the_plan().await.is_complete();
    assert!(!harness.logs().contains("panicked"), "{}", harness.logs());
}

#[tokio::test]
async fn a_question_about_a_case_of_which_an_answer_is_gone_waits_for_that_answer() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = TestBot::with_binary().await;
    let ada = harness.ada();
    let answers = Answers::painful().and("Drugs and risks", &["Anticoagulant or antiplatelet"]);
    let (_, plan) = ada.gets_a_plan(&answers).await;
    harness.calm().await;
    restart_with(
        &mut harness,
        folder.path(),
        &[("anticoagulant_or_antiplatelet", "blood_thinner")],
    );
    ada.says("can he take ibuprofen?");
    let card = ada.is_asked("not every answer could be taken over").await;
    assert!(!card.text.contains("applies to"), "{}", card.text);
    let before = ada.plans().len();
    let toast = ada
        .presses(plan.last().id, &User::data(plan.last(), "Evidence"))
        .await;
    assert!(
        toast.starts_with("Some answers of this case are still open."),
        "{toast}"
    );
    assert_eq!(ada.plans().len(), before);
}

#[tokio::test]
async fn danger_is_answered_though_the_open_case_lost_an_answer() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = TestBot::with_binary().await;
    let ada = harness.ada();
    let answers = Answers::painful().and("Drugs and risks", &["Anticoagulant or antiplatelet"]);
    ada.gets_a_plan(&answers).await;
    harness.calm().await;
    restart_with(
        &mut harness,
        folder.path(),
        &[("anticoagulant_or_antiplatelet", "blood_thinner")],
    );
    let typed = ada.says("he has crushing chest pain");
    let answer = ada.sees("This may be an emergency").await;
    assert_eq!(answer.reply_to, Some(typed), "{}", answer.text);
    harness.calm().await;
    let heard = ada.heard();
    let shown = heard.iter().any(|message| {
        message
            .text
            .contains("not every answer could be taken over")
    });
    assert!(!shown, "nothing else is put in front of an emergency");
    // A red flag that was told first, then what is missing.
    ada.says("now hot and swollen with fever, still load it?");
    let answer = ada.sees("That may be a red flag.").await;
    assert!(!answer.text.contains("applies to"), "{}", answer.text);
    ada.is_asked("not every answer could be taken over").await;
    // The card is open now, and danger comes before it again.
    ada.says("he has crushing chest pain");
    ada.sees_times(2, "This may be an emergency").await;
}

#[tokio::test]
async fn a_case_that_can_be_read_back_whole_simply_goes_on_and_its_new_plan_says_why_nothing_is_compared()
 {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = TestBot::with_binary().await;
    let ada = harness.ada();
    let (_, first) = ada.gets_a_plan(&Answers::painful()).await;
    harness.calm().await;
    let words = [(
        "Keep calf exercises at floor level",
        "Keep calf exercises level with the floor",
    )];
    restart_with(&mut harness, folder.path(), &words);
    ada.taps_on(first.last(), "Change an answer").await;
    let card = ada.is_asked("Choose the answer to change.").await;
    ada.taps_on(&card, "Size: Under 1 cm").await;
    let card = ada.until_card(card.id, "change this answer").await;
    ada.taps_on(&card, "1 to 2 cm").await;
    let second = ada.reads_plan(2).await;
    second.is_complete();
    second.says("The content was brought up to date since the last plan");
    ada.taps_on(second.last(), "Full plan").await;
    ada.sees("Keep calf exercises level with the floor").await;
    second.does_not_say("Changed: Size");
    // The first one is still read as it was given.
    ada.taps_on(second.last(), "Course and plans").await;
    let list = ada.is_asked("Choose one to read it as it was given.").await;
    let label = list.labels()[0].to_owned();
    ada.taps_on(&list, &label).await;
    let read = ada.sees("which is no longer the one in use").await;
    assert!(
        read.text.contains("Keep calf exercises at floor level"),
        "{}",
        read.text
    );
}
