//! A sentence that speaks of a treatment says where it stands: it offers it, advises against it, or
//! only speaks of it. The properties rest on that, so a sentence may not slip through by its words.

use care_engine::content::load::gather::Tables;
use care_engine::content::raw::{self, Text};
use care_engine::content::{Finding, SourceFile};
use care_text::matcher::Matcher;

pub(super) fn findings(files: &[SourceFile], tables: &Tables) -> Vec<Finding> {
    let words = tables
        .treatments
        .iter()
        .enumerate()
        .flat_map(|(place, row)| {
            row.raw
                .words
                .iter()
                .map(move |word| (place, word.as_ref().as_str()))
        });
    let matcher = Matcher::new(words);
    let mut findings = Vec::new();
    for row in &tables.lines {
        let plain = row.raw.plain_of.as_ref().and_then(|of| {
            let statement = tables
                .statements
                .iter()
                .find(|statement| statement.raw.id.as_ref() == of.as_ref())?;
            Some((statement.file, statement.raw.plain.as_ref()?))
        });
        let own = row
            .raw
            .text
            .iter()
            .chain(&row.raw.short)
            .chain(row.raw.roles.values());
        let texts = own.map(|text| (row.file, text)).chain(plain);
        let texts = texts.map(|(file, text)| (file, text.span().start, text.as_ref().as_str()));
        let chart = row
            .raw
            .chart
            .iter()
            .filter_map(|chart| Some((row.file, chart.span().start, chart.wording()?)));
        for (file, start, text) in texts.chain(chart) {
            for (treatment, at) in matcher.find(text) {
                let id = tables.treatments[treatment].raw.id.as_ref();
                if stances(&row.raw).iter().all(|(_, named)| !names(named, id)) {
                    findings.push(files[file].finding(
                        start + 1 + at.start,
                        format!(
                            "the line `{}` speaks of `{id}` and does not say where it stands",
                            row.raw.id.as_ref()
                        ),
                        format!("add `{id}` to its `offers`, `against` or `about`"),
                    ));
                }
            }
        }
        let all = stances(&row.raw);
        for (place, (stance, named)) in all.iter().enumerate() {
            for id in named.iter() {
                let again = all[place + 1..]
                    .iter()
                    .find(|(_, others)| names(others, id.as_ref()));
                if let Some((other, _)) = again {
                    findings.push(files[row.file].finding(
                        id.span().start,
                        format!(
                            "`{}` stands under `{stance}` and under `{other}`",
                            id.as_ref()
                        ),
                        "a line has one stance towards a treatment",
                    ));
                }
            }
        }
    }
    findings
}

fn stances(line: &raw::Line) -> [(&'static str, &[Text]); 3] {
    [
        ("offers", &line.offers),
        ("against", &line.against),
        ("about", &line.about),
    ]
}

fn names(named: &[Text], id: &str) -> bool {
    named.iter().any(|text| text.as_ref() == id)
}
