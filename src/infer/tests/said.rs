//! What tags, annotations, settings, namespaces and folders say.

use super::{at, choice, needs, needs_and_problems, short, shorts, tagged, unknown};
use crate::infer::{TagWords, infer};
use crate::model::fact::{Fact, Facts, Known, Value};
use crate::model::resource::TagScope;
use crate::model::settings::{Declaration, Selector};

#[test]
fn data_tags_say_level_regimes_and_whether_data_is_regulated() {
    let cases = [
        ("DataClassification", "Restricted", "restricted, -, true"),
        ("acme.io/data-classification", "Cisco Restricted", "restricted, -, true"),
        ("DataClassification", "Highly Restricted", "restricted, -, true"),
        ("data_classification", "highly-confidential", "confidential, -, false"),
        ("DataClassification", "Proprietary", "internal, -, false"),
        ("Confidentiality", "C4", "restricted, -, true"),
        ("confidentiality", "private", "internal, -, false"),
        ("DataClass", "PHI", "-, [hipaa], true"),
        ("DataClass", "Confidential/PII", "confidential, [pii], false"),
        ("Compliance", "PCI-DSS-v4", "-, [pci], true"),
        ("Compliance", "HIPAA-FERPA", "-, [hipaa ferpa], true"),
        ("Compliance", "HIPAA,GDPR,PCI-DSS", "-, [hipaa gdpr pci], true"),
        ("compliance-scope", "SOC 2 + ISO 27001", "-, [soc2 iso27001], false"),
        ("Compliance", "GDPR", "-, [gdpr], false"),
        ("Compliance", "FedRAMP-High", "-, [fedramp-high], true"),
        ("Compliance", "FedRAMP Moderate", "-, [fedramp], false"),
        ("fedramp", "high", "-, [fedramp-high], true"),
        ("Compliance", "DoD IL5", "-, [il5], true"),
        ("pci-scope", "in-scope", "-, [pci], true"),
        ("HIPAA", "true", "-, [hipaa], true"),
        ("contains-pii", "yes", "-, [pii], false"),
        // A known regime decides beside a word that is not; a harmless one does not.
        ("Compliance", "PCI-DSS-10,ACME-9", "-, [pci ?], true"),
        ("Compliance", "SOC2,ACME-9", "-, [soc2 ?], ?"),
        ("Compliance", "CIS,NIST-800-53", "-, [], false"),
        // Negations.
        ("pci-scope", "out-of-scope", "-, [], false"),
        ("pci_scope", "out", "-, [], false"),
        ("HIPAA", "false", "-, [], false"),
        ("Compliance", "none", "-, [], false"),
        ("Compliance", "n/a", "-, [], false"),
        ("Compliance", "non-pci", "-, [], false"),
        ("Compliance", "HIPAA, non-PCI", "-, [hipaa], true"),
        ("Compliance", "HIPAA non-PCI", "-, [hipaa], true"),
        ("DataClass", "synthetic PHI", "-, [], false"),
        ("DataClassification", "test data", "-, [], false"),
        ("DataClassification", "non-sensitive", "internal, -, false"),
        ("DataClassification", "unrestricted", "public, -, false"),
        // Not in the table: not known, and not taken for either.
        ("DataClassification", "5", "?, -, ?"),
        ("DataClassification", "0", "?, -, ?"),
        ("DataClass", "identity-security", "?, -, ?"),
        ("pci-scope", "maybe", "-, ?, ?"),
        // False friends, and keys and names that say nothing.
        ("data_classification", "hot", "-, -, -"),
        ("storage-class", "restricted", "-, -, -"),
        ("Name", "payment-pci-vault", "-, -, -"),
        ("non_pci", "true", "-, -, -"),
    ];
    for (key, value, expected) in cases {
        let needs = needs(&tagged(&[(key, value.into(), TagScope::Own)]));
        assert_eq!(shorts(&needs, &["data_level", "regimes", "regulated"]), expected, "{key} = {value}");
        if let Some(regulated) = needs.get("regulated") {
            assert_eq!((regulated.known, regulated.at), (Known::Declared, at(10)), "{key} = {value}");
        }
    }
}

#[test]
fn scopes_of_tags_are_known_differently_and_the_nearest_word_stands() {
    use TagScope::{Account, Inherited, Own};
    type Tags<'a> = &'a [(&'a str, &'a str, TagScope)];
    let cases: &[(Tags<'_>, &str, Known, usize)] = &[
        (&[("Compliance", "PCI", Inherited)], "-, [pci], true", Known::Inherited, 10),
        (&[("Compliance", "PCI", Account)], "-, [pci], true", Known::Inferred, 10),
        (&[("Compliance", "SOX", Own), ("Compliance", "PCI", Account)], "-, [sox pci], true", Known::Inferred, 20),
        (&[("Compliance", "HIPAA", Account), ("DataClass", "PHI", Own)], "-, [hipaa], true", Known::Declared, 20),
        (
            &[("DataClass", "internal", Own), ("DataClass", "secret", Inherited)],
            "internal, -, false",
            Known::Declared,
            10,
        ),
        // Nothing here: what the account says is of other things. One regime less says so of that one alone.
        (&[("Compliance", "none", Own), ("Compliance", "HIPAA", Account)], "-, [], false", Known::Declared, 10),
        (&[("DataClass", "public", Own), ("Compliance", "PCI", Account)], "public, -, false", Known::Declared, 10),
        (
            &[("pci-scope", "out", Own), ("Compliance", "PCI,HIPAA", Inherited)],
            "-, [hipaa], true",
            Known::Inherited,
            20,
        ),
        (&[("pci-scope", "out", Own), ("Compliance", "PCI", Own)], "-, [], false", Known::Declared, 10),
    ];
    for (tags, expected, known, place) in cases {
        let tags: Vec<_> = tags.iter().map(|(key, value, scope)| (*key, Value::from(*value), *scope)).collect();
        let needs = needs(&tagged(&tags));
        assert_eq!(shorts(&needs, &["data_level", "regimes", "regulated"]), *expected, "{tags:?}");
        let regulated = needs.get("regulated").map(|fact| (fact.known, fact.at));
        assert_eq!(regulated, Some((*known, at(*place))), "{tags:?}");
    }
}

#[test]
fn choices_and_unknowns_in_tags_stay_what_they_are() {
    let chosen = tagged(&[("Compliance", choice(vec!["PCI".into(), "none".into()]), TagScope::Own)]);
    assert_eq!(shorts(&needs(&chosen), &["regimes", "regulated"]), "[pci]|[], true|false");
    let two = tagged(&[
        ("DataClass", choice(vec!["secret".into(), "internal".into()]), TagScope::Own),
        ("Compliance", choice(vec!["GDPR".into(), "PCI".into()]), TagScope::Own),
    ]);
    assert_eq!(shorts(&needs(&two), &["data_level", "regulated"]), "restricted|internal, true|true");
    let not_known = needs(&tagged(&[("DataClass", unknown("var.class has no value here"), TagScope::Own)]));
    assert_eq!(shorts(&not_known, &["data_level", "regimes", "regulated"]), "?, -, ?");
    let mut defaulted = tagged(&[("Compliance", "PCI".into(), TagScope::Own)]);
    defaulted.tags.iter_mut().for_each(|tag| tag.value.known = Known::Defaulted);
    assert_eq!(needs(&defaulted).get("regulated").map(|fact| fact.known), Some(Known::Defaulted));
}

#[test]
fn what_is_declared_to_misfit_stands_above_tags_and_unreadable_values_are_said() {
    use TagScope::Own;
    let resource = tagged(&[
        ("misfit/data-level", "internal".into(), Own),
        ("misfit:regimes", "phi+fedramp_high".into(), Own),
        ("misfit_peak_to_mean", 6.0.into(), Own),
        ("misfit/duration", "20m".into(), Own),
        ("misfit/environment", "Production".into(), Own),
        ("misfit/interruptible", "soon".into(), Own),
        ("misfit/colour", "blue".into(), Own),
        ("misfit/ignore.some-policy", "a reason".into(), Own),
        ("DataClassification", "restricted".into(), Own),
    ]);
    let (found, problems) = needs_and_problems(&resource);
    let names = ["data_level", "peak_to_mean", "traffic", "duration", "environment", "interruptible"];
    assert_eq!(shorts(&found, &names), "internal, 6, spiky, 1200, prod, ?");
    assert_eq!(found.get("traffic").map(|fact| (fact.known, fact.at)), Some((Known::Declared, at(30))));
    let places: Vec<_> = problems.iter().map(|problem| problem.span).collect();
    assert_eq!(places, [Some(at(20)), Some(at(60)), Some(at(70))], "{problems:?}");

    let declared = |level: &str| Declaration {
        select: Selector::default(),
        needs: [("data_level", level)].into_iter().fold(Facts::new(), |mut needs, (name, value)| {
            needs.set(name, Fact::new(value.into(), Known::Declared, at(99)));
            needs
        }),
    };
    let (first, second) = (declared("public"), declared("restricted"));
    let settled = infer(&resource, &[&first, &second], &TagWords::built_in(), None).0;
    assert_eq!(settled.get("regulated").map(|fact| (fact.as_bool(), fact.at)), Some((Some(true), at(99))));
}

#[test]
fn a_list_of_regimes_may_be_divided_in_any_way_that_a_cloud_allows() {
    for text in ["pci,hipaa", "pci hipaa", "pci_hipaa", "PCI+PHI", "pci/hipaa"] {
        let found = needs(&tagged(&[("misfit_regimes", text.into(), TagScope::Own)]));
        assert_eq!(shorts(&found, &["regimes", "regulated"]), "[pci hipaa], true", "{text}");
    }
    let none = needs(&tagged(&[
        ("misfit/regimes", "none".into(), TagScope::Own),
        ("Compliance", "PCI".into(), TagScope::Own),
    ]));
    assert_eq!(shorts(&none, &["regimes", "regulated"]), "[], false");
}

#[test]
fn environments_come_from_tags_namespaces_and_folders() {
    use TagScope::{Account, Inherited, Own};
    let with = |tags: &[(&str, Value, TagScope)], namespace: Option<&str>, path| {
        let mut resource = tagged(tags);
        resource.namespace = namespace.map(Into::into);
        let needs = infer(&resource, &[], &TagWords::built_in(), path).0;
        (short(needs.get("environment")), needs.get("environment").map(|fact| fact.known))
    };
    let own = |value: Value| [("Environment", value, Own)];
    assert_eq!(with(&own("Prod".into()), Some("shop-dev"), Some("dev")), ("prod".into(), Some(Known::Written)));
    assert_eq!(with(&[("env", "stg".into(), Account)], None, None), ("staging".into(), Some(Known::Inferred)));
    assert_eq!(
        with(&[("tier", "frontend".into(), Own)], Some("shop-dev"), None),
        ("dev".into(), Some(Known::Inferred))
    );
    assert_eq!(with(&own("prod".into()), None, Some("example")), ("example".into(), Some(Known::Inferred)));
    assert_eq!(with(&own(unknown("no value")), None, Some("prod")), ("prod".into(), Some(Known::Inferred)));
    assert_eq!(with(&own(unknown("no value")), None, None).0, "?");
    assert_eq!(with(&own(choice(vec!["prod".into(), "dev".into()])), None, None).0, "prod|dev");
    assert_eq!(with(&[], Some("default"), None), ("-".into(), None));
    // Overlays of one base, each with its own.
    let overlay = |value: &str| ("environment", value.into(), Inherited);
    assert_eq!(with(&[overlay("development"), overlay("production")], None, None).0, "?");
    assert_eq!(with(&[overlay("prod"), overlay("production")], None, None).0, "prod");
}

#[test]
fn needs_may_be_said_in_other_words() {
    for (key, value, expected) in [
        ("misfit:latency", "critical", "critical"),
        ("misfit:latency", "200ms", "critical"),
        ("misfit:latency", "1s", "interactive"),
        ("misfit:latency", "30s", "tolerant"),
        ("misfit:latency", "0", "?"),
        ("misfit:latency", "soon", "?"),
        ("misfit:accelerator", "true", "true"),
        ("misfit:accelerator", "GPU", "true"),
        ("misfit:accelerator", "none", "false"),
        ("misfit:accelerator", "some", "?"),
        ("misfit:interruptible", "gpu", "?"),
    ] {
        let found = needs(&tagged(&[(key, value.into(), TagScope::Own)]));
        let need = key.trim_start_matches("misfit:");
        assert_eq!(short(found.get(need)), expected, "{key}={value}");
    }
}

/// A store's address, and a tag of it.
type Stored = (&'static str, &'static str, &'static str);

#[test]
fn a_store_says_what_it_holds_and_takes_nothing_from_what_others_say() {
    let text = |text: &str| Value::Text(text.into());
    let rows: &[(&[Stored], &str)] = &[
        (&[("aws_s3_bucket.a", "Compliance", "PCI")], "-, [pci], true, Inherited"),
        (&[("aws_s3_bucket.a", "misfit:regimes", "hipaa")], "-, [hipaa], true, Inherited"),
        (&[("aws_s3_bucket.a", "misfit:state", "durable")], "-, -, -, -"),
        (&[("aws_s3_bucket.a", "CostCenter", "PCI")], "-, -, -, -"),
        (&[("aws_s3_bucket.a", "DataClassification", "public")], "-, -, -, -"),
        (&[("aws_s3_bucket.a", "pci", "false")], "-, -, -, -"),
        (&[("aws_s3_bucket.access_logs", "Compliance", "PCI")], "-, -, -, -"),
        (&[("module.state_bucket.aws_s3_bucket.this", "Compliance", "PCI")], "-, -, -, -"),
        // A catalogue is no log.
        (&[("aws_s3_bucket.catalog", "Compliance", "PCI")], "-, [pci], true, Inherited"),
        (&[("aws_s3_bucket.a", "Compliance", "PCI"), ("aws_s3_bucket.b", "pci", "false")], "-, [pci], true, Inherited"),
        (
            &[("aws_s3_bucket.a", "DataClass", "internal"), ("aws_s3_bucket.b", "DataClass", "restricted")],
            "restricted, -, true, Inherited",
        ),
        // Of one store, one key takes from another.
        (&[("aws_s3_bucket.a", "Compliance", "PCI"), ("aws_s3_bucket.a", "pci", "false")], "-, -, -, -"),
    ];
    for (tags, expected) in rows {
        let mut resource = tagged(&[]);
        for (store, key, value) in *tags {
            let mut one = tagged(&[(key, text(value), TagScope::Store)]);
            for mut tag in one.tags.drain(..) {
                let step = crate::model::tree::Step { span: tag.value.at, name: (*store).into() };
                tag.value = tag.value.through(step);
                resource.tags.push(tag);
            }
        }
        let needs = needs(&resource);
        let known = needs.get("regulated").map_or_else(|| "-".to_owned(), |fact| format!("{:?}", fact.known));
        let said = format!("{}, {known}", shorts(&needs, &["data_level", "regimes", "regulated"]));
        assert_eq!(said, *expected, "{tags:?}");
    }
    let mut resource = tagged(&[("Compliance", text("PCI"), TagScope::Own)]);
    resource.tags.extend(tagged(&[("pci", text("false"), TagScope::Store)]).tags);
    assert_eq!(short(needs(&resource).get("regimes")), "[pci]");
}
