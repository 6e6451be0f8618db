//! What is refused when a condition is read, and what is said of it.

use super::super::{compile, compile_over_facts};

/// Each condition is wrong in one way; `^` marks where.
#[test]
fn mistakes_are_told_where_they_are_with_the_nearest_word() {
    let cases: &[(&str, &str, &str, &str)] = &[
        // Words.
        (
            "needs.data_levle == 'restricted'",
            "data_levle",
            "there is no word `data_levle` here",
            "did you mean `data_level`?",
        ),
        ("need.regulated", "need", "there is no word `need`", "did you mean `needs`?"),
        ("regulated", "regulated", "there is no word `regulated`", "write needs.regulated"),
        ("facts.hardware == 'shared'", "hardware", "there is no word `hardware` here", "did you mean gives.hardware?"),
        ("needs", "needs", "`needs` is a table of words", "say which: needs.word"),
        ("has(gives.limits.memroy)", "memroy", "there is no word `memroy` here", "did you mean `memory`?"),
        ("facts.containers.exists(c, c.gppus > 0)", "gppus", "there is no word `gppus` here", "did you mean `gpus`?"),
        ("facts.containers.image == 'a'", "image", "a list has no part `image`", "ask each: list.exists(x, x.part)"),
        // Values.
        ("gives.boundary == 'microwm'", "'microwm'", "'microwm' is no value of boundary", "did you mean 'microvm'?"),
        ("'pcl' in needs.regimes", "'pcl'", "'pcl' is no value of regime", "did you mean 'pci'?"),
        (
            "gives.model in ['vm', 'lambda']",
            "'lambda'",
            "'lambda' is no value of compute model",
            "its values are vm, container, serverless-container, function, edge-function, batch-job, paas, unknown",
        ),
        ("gives.hardware == shared", "shared", "there is no word `shared`", "values stand in quotes: 'shared'"),
        (
            "at_least(gives.boundary, 'micro')",
            "'micro'",
            "'micro' is no value of boundary",
            "its values are process, shared-kernel, userspace-kernel, microvm, vm, confidential-vm",
        ),
        // Types.
        (
            "has(needs.duration) && needs.duration > 900",
            "needs.duration > 900",
            "this compares a duration with a number",
            "quantities are written like duration('15m')",
        ),
        (
            "has(facts.memory) && facts.memory == '1Gi'",
            "facts.memory == '1Gi'",
            "this compares a size in bytes with text",
            "quantities are written like bytes('512Mi')",
        ),
        (
            "gives.hardware == gives.boundary",
            "gives.hardware == gives.boundary",
            "hardware tenancy and boundary have no values in common to compare",
            "",
        ),
        (
            "gives.boundary > 'vm'",
            "gives.boundary > 'vm'",
            "a value of boundary has no order that < and > know",
            "ordered values are compared by at_least(a, 'value')",
        ),
        (
            "at_least(gives.billing, 'nodes')",
            "gives.billing",
            "the values of billing have no order",
            "compare them with == or `in`",
        ),
        ("at_least(facts.name, 'vm')", "facts.name", "at_least compares ordered values, and this is text", ""),
        (
            "needs.regimes == ['pci']",
            "needs.regimes == ['pci']",
            "lists are not compared",
            "ask `x in list`, size(list), or list.exists(x, ...)",
        ),
        ("gives.hardware in 'shared'", "'shared'", "this is text, where a list is wanted", ""),
        (
            "needs.regimes.contains('pci')",
            "needs.regimes",
            "this is a list, where text is wanted",
            "write `value in list`, or list.exists(x, ...)",
        ),
        (
            "has(facts.memory) && has(facts.timeout) && facts.memory + facts.timeout > 1",
            "facts.memory + facts.timeout",
            "a size in bytes and a duration cannot be reckoned together",
            "",
        ),
        ("gives.hardware", "gives.hardware", "this is a value of hardware tenancy, where a boolean is wanted", ""),
        ("size(needs.regimes)", "size(needs.regimes)", "this is a number, where a boolean is wanted", ""),
        ("!gives.limits", "gives.limits", "this is a record, where a boolean is wanted", ""),
        ("size(['a', 1]) > 0", "1", "a list holds values of one type", ""),
        // Guards.
        (
            "needs.duration > duration('15m')",
            "needs.duration",
            "`needs.duration` may be absent here",
            "write `has(needs.duration) &&` before it",
        ),
        (
            "has(needs.rate) || needs.rate > rate('5/s')",
            "needs.rate",
            "`needs.rate` may be absent here",
            "write `has(needs.rate) &&` before it",
        ),
        (
            "has(needs.duration) && needs.duration > gives.limits.timeout",
            "gives.limits.timeout",
            "`gives.limits.timeout` may be absent here",
            "write `has(gives.limits.timeout) &&` before it",
        ),
        (
            "facts.containers.exists(c, c.image.startsWith('redis'))",
            "c.image",
            "`c.image` may be absent here",
            "write `has(c.image) &&` before it",
        ),
        (
            "(has(facts.timeout) || needs.pet) && facts.timeout > duration('1m')",
            "facts.timeout",
            "`facts.timeout` may be absent here",
            "write `has(facts.timeout) &&` before it",
        ),
        // Functions and macros.
        ("facts.name.startWith('x')", "startWith", "there is no function `startWith`", "did you mean `startsWith`?"),
        ("hass(needs.rate)", "hass", "there is no function `hass`", "did you mean `has`?"),
        ("exists(facts.containers, c)", "exists", "there is no function `exists`", "write value.exists(...)"),
        (
            "facts.containers.map(c, c.name)",
            "map",
            "there is no function `map`",
            "there are exists, all, startsWith, endsWith, contains, lowerAscii, size",
        ),
        ("facts.containers.exists(c)", "exists", "`exists` does not take 1 values", ""),
        ("has('x')", "'x'", "`has` asks for a word", "write has(needs.duration)"),
        ("facts.routes.exists(r, has(r))", "r", "an item of a list is always there", ""),
        (
            "facts.routes.exists(facts, true)",
            "facts",
            "this is no free name for an item",
            "write list.exists(x, ...) with a name of its own",
        ),
        ("facts.name.exists(c, true)", "facts.name", "this is text, where a list is wanted", ""),
        (
            "bytes('10 parsecs') > 0",
            "'10 parsecs'",
            "this is not a size in bytes",
            "write it in quotes, as 512Mi or 10GB",
        ),
        // Syntax.
        ("", "", "this condition is empty", ""),
        ("needs.pet &&", "", "the condition ends here, where a value is wanted", ""),
        ("needs.pet & needs.pet", "&", "`&` means nothing here", "write &&"),
        ("facts.name = 'x'", "=", "`=` means nothing here", "write =="),
        ("facts.name == 'x", "'x", "this text has no closing quote", ""),
        ("15m > 1", "15m", "`15m` is no number", "quantities stand in quotes: duration('15m'), bytes('15m')"),
        (
            "facts.containers[0].privileged",
            "[",
            "lists are not indexed",
            "ask each with list.exists(x, ...) or list.all(x, ...)",
        ),
        ("facts.timeout == null", "null", "there is no null here", "ask whether it is there: has(...)"),
        ("needs.pet needs.pet", "needs", "`needs` stands here, where an operator or the end is wanted", ""),
        ("(needs.pet", "", "the condition ends here, where `)` is wanted", ""),
    ];
    for (text, under, message, help) in cases {
        let Err(mistakes) = compile(text) else { panic!("{text}: read") };
        let [mistake] = mistakes.as_slice() else { panic!("{text}: {mistakes:?}") };
        assert_eq!((mistake.message.as_str(), mistake.help.as_deref().unwrap_or("")), (*message, *help), "{text}");
        assert_eq!(&text[mistake.start as usize..mistake.end as usize], *under, "{text}");
    }
}

#[test]
fn every_mistake_is_told_at_once() {
    let Err(mistakes) = compile("needs.wrong && gives.model == 'x' && facts.timeout > duration('1m')") else {
        panic!("read")
    };
    assert_eq!(mistakes.len(), 3, "{mistakes:?}");
}

#[test]
fn conditions_are_read_that_are_guarded_and_typed() {
    let cases = [
        "has(needs.duration) && has(gives.limits.timeout) && needs.duration > gives.limits.timeout",
        "!has(needs.duration) || needs.duration > duration('15m')",
        "has(needs.duration) ? needs.duration > duration('15m') : needs.pet",
        "!(!has(facts.timeout) || needs.pet) && facts.timeout < duration('1m')",
        "(has(needs.rate) && needs.pet || has(needs.rate) && needs.regulated) && needs.rate > 0",
        "has(needs.rate) && has(needs.duration) && needs.rate * needs.duration > 100",
        "has(facts.memory) && facts.memory / bytes('1Gi') >= 2",
        "facts.containers.exists(c, has(c.image) && c.image.lowerAscii().contains('redis') && !c.init)",
        "facts.containers.all(c, c.capabilities.exists(k, k in ['SYS_ADMIN', \"NET_ADMIN\"]))",
        "facts.triggers.exists(t, t.kind in ['queue', 'stream'])",
        "gives.accelerators == false && needs.accelerator == true",
        "size(facts.routes) == 0 && size(facts.name) > -1",
        "needs.regimes.exists(r, r in ['pci', 'hipaa'])",
        "at_least(gives.boundary, 'microvm') && facts.kind == 'Deployment'",
    ];
    for text in cases {
        assert!(compile(text).is_ok(), "{text}: {:?}", compile(text).err());
    }
}

#[test]
fn a_platform_is_known_by_facts_alone() {
    assert!(compile_over_facts("facts.autopilot").is_ok());
    let Err(mistakes) = compile_over_facts("facts.autopilot && needs.pet") else { panic!("read") };
    assert_eq!(mistakes.first().map(|m| m.message.as_str()), Some("`needs` cannot be read here"));
}
