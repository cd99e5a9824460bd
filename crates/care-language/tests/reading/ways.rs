//! Every option of every question is read back from the ways in which it is typed.

use care_engine::case::Answer;
use care_engine::content::{Content, OptionIx, PhraseKind, QuestionIx, QuestionKind};

use super::{CONTENT, READER};

/// Ways to type the words of a button.
const WAYS: [&str; 6] = [
    "{}",
    "{}.",
    "I think {}",
    "{} as far as I know",
    "  {}  ",
    "so {}",
];

fn chosen(answer: Option<Answer>, option: OptionIx) -> bool {
    match answer {
        Some(Answer::One(one)) => one == option,
        Some(Answer::Several(set)) => set.has(option),
        _ => false,
    }
}

fn every_option(content: &Content) -> impl Iterator<Item = (QuestionIx, OptionIx)> {
    content.question_places().flat_map(move |question| {
        content
            .option_places(question)
            .map(move |option| (question, option))
    })
}

#[test]
fn the_words_of_every_button_are_read_at_its_card() {
    let mut wrong = Vec::new();
    for (question, option) in every_option(&CONTENT) {
        let asked = CONTENT.question(question);
        let label = &CONTENT.option(question, option).label;
        // "I think no" is left to the person: words that only deny answer alone.
        let short =
            ["no", "none", "normal", "yes", "nothing new"].contains(&label.to_lowercase().as_str());
        let ways = WAYS.iter().enumerate();
        for (_, way) in ways.filter(|(place, _)| !short || matches!(place, 0 | 1 | 4)) {
            for text in [
                way.replace("{}", label),
                way.replace("{}", &label.to_lowercase()),
            ] {
                let reply = READER.answer_for(&CONTENT, question, &text);
                if !chosen(reply.reading.answer(question), option) {
                    wrong.push(format!("{}: {text}", asked.id));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong: {wrong:#?}", wrong.len());
}

#[test]
fn the_further_words_of_every_button_are_read_at_its_card() {
    let mut wrong = Vec::new();
    for (question, option) in every_option(&CONTENT) {
        for word in &CONTENT.option(question, option).also {
            for text in [word.clone(), word.to_uppercase(), format!("{word}.")] {
                let reply = READER.answer_for(&CONTENT, question, &text);
                if !chosen(reply.reading.answer(question), option) {
                    wrong.push(format!("{}: {text}", CONTENT.question(question).id));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong: {wrong:#?}", wrong.len());
}

/// A phrase of the vocabulary as somebody types it: the first of its alternatives, without its signs.
fn typed(phrase: &str) -> String {
    let words = phrase.replace(" + ", " ").replace(" .. ", " ");
    let words = words.split(' ').map(|word| {
        let word = word.split('|').next().unwrap_or(word);
        match word {
            "#" => "3",
            word => word.trim_end_matches(['*', '?']).trim_start_matches('^'),
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

#[test]
fn every_name_of_a_disease_or_medicine_is_read_and_its_denial_is_not() {
    let mut wrong = Vec::new();
    for phrase in &CONTENT.vocabulary.phrases {
        let listed = matches!(phrase.kind, PhraseKind::Condition | PhraseKind::Medicine);
        if !listed || phrase.unsure || phrase.card || !phrase.needs.is_empty() {
            continue;
        }
        // Plain names alone: what stands in them may be a name of something else too.
        let names = phrase
            .words
            .iter()
            .filter(|word| !word.contains(['#', '|', '+', '*', '^', '.']));
        for word in names.map(|word| typed(word)) {
            for (question, option) in &phrase.means {
                // The word alone may be part of another one's name: "ulcer" and "no ulcer".
                let told = READER.read(&CONTENT, &format!("62 yo man, {word}, 13 mm"));
                if CONTENT.question(*question).kind != QuestionKind::Several {
                    continue;
                }
                if !chosen(told.answer(*question), *option) {
                    wrong.push(format!("{word}: not read"));
                }
                let denied = READER.read(&CONTENT, &format!("62 yo man, no {word}, 13 mm"));
                if chosen(denied.answer(*question), *option) {
                    wrong.push(format!("no {word}: read"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong: {wrong:#?}", wrong.len());
}
