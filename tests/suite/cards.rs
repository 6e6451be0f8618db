//! Cards over all fixtures: each is short, names its workload, and holds nothing that a file wrote as Markdown.

use misfit::discover::disk::Disk;
use misfit::model::overrides::Overrides;
use misfit::model::resource::Role;
use misfit::render::card::card;
use misfit::render::markup::code;
use misfit::scan::{Memo, scan};

/// More lines than this hide the code that the card is about.
const MOST_LINES: usize = 25;

#[test]
fn every_card_is_short_and_says_the_same_as_the_report() {
    let disk = Disk::new(&crate::fixtures::root()).unwrap();
    let report = scan(&disk, &Overrides::default(), &mut Memo::for_one_scan());
    let mut longest = (0, String::new());
    let mut seen = 0;
    for (index, judged) in report.resources.iter().enumerate() {
        if judged.resource.role != Role::Workload {
            continue;
        }
        let card = card(&report, index).expect("a workload has a card");
        let lines = card.lines().count();
        assert!(card.starts_with(&format!("**{}**", code(&judged.address()))), "{card}");
        let own = report.findings.iter().filter(|finding| finding.resource == index);
        for finding in own.take(6) {
            assert!(card.contains(&code(&finding.policy)), "{card}\nsays nothing of {}", finding.policy);
        }
        if lines > longest.0 {
            longest = (lines, card);
        }
        seen += 1;
    }
    assert!(longest.0 <= MOST_LINES, "{} lines:\n{}", longest.0, longest.1);
    assert!(seen > 500, "only {seen} workloads");
}
