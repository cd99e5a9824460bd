//! Inline results and judgements: statements about no case, and codes that hold no text.

use std::sync::LazyLock;

use achilles_bot::callback_data::CallbackData;
use achilles_bot::second_reader::{SecondReader, conversation};
use achilles_bot::view::{
    InlineResult, LONGEST_MESSAGE, MOST_RESULTS, feedback_row, inline_answer, inline_results,
    visible_length,
};
use care_engine::content::StatementIx;
use care_ids::CaseId;
use care_language::qa::{Conversation, FeedbackSubject, Reason, Turn};

use super::CONTENT;

static ANSWERS: LazyLock<Conversation> = LazyLock::new(|| conversation(&CONTENT, SecondReader::On));

fn offered(query: &str) -> Vec<InlineResult> {
    inline_results(&CONTENT, &ANSWERS, query)
}

fn place(result: &InlineResult) -> StatementIx {
    let found = CONTENT.find_statement(&result.id);
    found.unwrap_or_else(|| panic!("no statement: {result:?}"))
}

#[test]
fn a_single_word_offers_the_statements_about_it() {
    for (word, named) in [
        ("shockwave", "shock"),
        ("MRI", "mri"),
        ("cipro", "fluoroquinolone"),
        ("child", "child"),
        ("surgery", "surg"),
        ("exercise", "exercise"),
    ] {
        let results = offered(word);
        let about = |result: &InlineResult| {
            let found = CONTENT.find_statement(&result.id);
            found.is_some_and(|place| CONTENT.statement(place).text.to_lowercase().contains(named))
        };
        assert!(results.iter().any(about), "{word}: {results:#?}");
    }
    // A word that names nothing to be done is asked about, and not called unreviewed.
    assert_eq!(offered("advice")[0].title, "Please say a little more");
    // What is asked in a sentence and not answered stays declined.
    for declined in ["which shockwave settings?", "overdose"] {
        let results = offered(declined);
        assert!(
            results
                .iter()
                .all(|result| CONTENT.find_statement(&result.id).is_none()),
            "{results:#?}"
        );
    }
}

#[test]
fn a_query_offers_statements_with_all_that_has_to_be_said_of_them() {
    let results = offered("nsaid ckd");
    assert!((2..=MOST_RESULTS).contains(&results.len()), "{results:#?}");
    let renal = results.iter().any(|result| {
        let text = result.html.to_lowercase();
        text.contains("kidney") || text.contains("renal") || text.contains("egfr")
    });
    assert!(renal, "{results:#?}");
    let mut borrowed = 0;
    for query in [
        "nsaid ckd",
        "shockwave insertional",
        "recurrence after excision",
        "calf loading midportion",
    ] {
        for result in offered(query) {
            let statement = CONTENT.statement(place(&result));
            assert!(result.html.contains("[1"), "a citation: {}", result.html);
            assert!(result.html.contains("<a href="), "{}", result.html);
            assert!(
                result.html.contains("not yet approved by a clinician"),
                "{}",
                result.html
            );
            assert!(result.html.contains("For healthcare professionals"));
            assert!(result.html.contains(&CONTENT.version));
            assert!(!result.html.contains("Case "), "{}", result.html);
            let marked = result.html.contains("Borrowed from");
            let taken = CONTENT.basis(statement.basis).borrowed.is_some();
            assert_eq!(marked, taken, "{}", result.html);
            borrowed += usize::from(marked);
        }
    }
    assert!(borrowed > 0);
}

#[test]
fn every_statement_fits_as_a_result() {
    let mut found = std::collections::BTreeSet::new();
    for statement in &CONTENT.statements {
        for result in offered(&statement.text) {
            assert!(visible_length(&result.html) <= LONGEST_MESSAGE);
            assert!((1..=64).contains(&result.id.len()));
            assert!(result.title.chars().count() <= 60 && !result.title.is_empty());
            assert!(result.description.chars().count() <= 120);
            found.insert(result.id);
        }
    }
    let cited = CONTENT.statements.iter();
    let cited = cited
        .filter(|statement| !statement.references.is_empty())
        .count();
    assert!(found.len() * 10 >= cited * 9, "{} of {cited}", found.len());
}

#[test]
fn what_is_declined_in_a_chat_is_declined_inline_with_one_word_why() {
    for (query, reason) in [
        ("naproxen 500 mg bd?", "dose"),
        ("how many mg of ibuprofen", "dose"),
        ("shockwave for plantar fasciitis?", "no_reviewed_answer"),
        ("Mr John Smith 12/03/1961 nsaid?", "identifier"),
        ("now hot and swollen with fever", "red_flag"),
    ] {
        let results = offered(query);
        assert_eq!(results.len(), 1, "{query}: {results:#?}");
        assert_eq!(results[0].id, reason, "{query}");
        assert!(!results[0].html.contains("John"), "never repeated");
        assert!(!results[0].html.contains("this case"), "there is none");
    }
    assert_eq!(offered("  "), []);
    for talk in &CONTENT.language.small_talk {
        for way in &talk.examples {
            let results = offered(way);
            let statements = results.iter().filter(|result| result.id.contains('-'));
            assert_eq!(statements.count(), 0, "{way}");
        }
    }
}

#[test]
fn the_results_are_articles_as_telegram_takes_them() {
    let results = offered("nsaid ckd");
    let sent = inline_answer("42", &results);
    assert_eq!(sent["inline_query_id"], "42");
    assert_eq!(sent["is_personal"], false);
    let articles = sent["results"].as_array().unwrap();
    assert_eq!(articles.len(), results.len());
    let mut ids: Vec<_> = articles
        .iter()
        .map(|article| article["id"].to_string())
        .collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(
        ids.len(),
        articles.len(),
        "Telegram refuses an id that stands twice"
    );
    for article in articles {
        assert_eq!(article["type"], "article");
        let message = &article["input_message_content"];
        assert_eq!(message["parse_mode"], "HTML");
        assert!(message["message_text"].as_str().unwrap().len() > 20);
    }
}

#[test]
fn a_judgement_is_a_code_without_any_text_of_a_person() {
    let ask = |text| ANSWERS.reply(&CONTENT, &Turn::of(text)).into_first();
    for (text, subject) in [
        ("how many mg of ibuprofen", Some("!dose")),
        ("thanks!", None),
        ("now hot and swollen with fever", None),
        (
            "shockwave for plantar fasciitis?",
            Some("!no_reviewed_answer"),
        ),
    ] {
        let code = FeedbackSubject::of(&ask(text)).map(|subject| subject.code(&CONTENT));
        assert_eq!(code.as_deref(), subject, "{text}");
    }
    let answered = ask("does shockwave work at the insertion?");
    assert_eq!(answered.reason, Reason::Answered);
    let subject = FeedbackSubject::of(&answered).unwrap();
    let code = subject.code(&CONTENT);
    assert!(CONTENT.find_intent(&code).is_some(), "{code}");
    assert_eq!(FeedbackSubject::from_code(&CONTENT, &code), Some(subject));
    let row = feedback_row(&CONTENT, Some(CaseId::new(3)), &answered);
    let presses: Vec<_> = row
        .iter()
        .filter_map(|button| button.data().cloned())
        .collect();
    assert_eq!(
        presses,
        [true, false].map(|helpful| CallbackData::Feedback {
            case: Some(CaseId::new(3)),
            subject,
            helpful,
        })
    );
    assert_eq!(feedback_row(&CONTENT, None, &ask("thanks!")), []);
}
