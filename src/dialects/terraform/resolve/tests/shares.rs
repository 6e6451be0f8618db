//! What a root comes to in shares is what it comes to at once.

use std::fmt::Write;

use super::Shelf;
use crate::dialects::terraform::Standing;
use crate::dialects::terraform::resolve::{folder, settle, share};

#[test]
fn shares_come_to_what_the_whole_comes_to() {
    let module = "variable \"size\" {}\nvariable \"after\" {\n  default = null\n}\nresource \"aws_instance\" \"a\" {\n  \
                  instance_type = var.size\n  tags = { After = var.after }\n}\noutput \"id\" {\n  value = \
                  aws_instance.a.id\n}\noutput \"size\" {\n  value = var.size\n}\n";
    let rows = [
        ("calls alone", ""),
        (
            "with resources and locals",
            "locals {\n  size = module.m19.size\n}\nresource \"aws_instance\" \"own\" {\n  instance_type = local.size\n}\n",
        ),
        (
            "with what is not there",
            "module \"gone\" {\n  source = \"./gone\"\n}\nmodule \"far\" {\n  source = \"acme/far/aws\"\n}\n",
        ),
        (
            "with a secret",
            "variable \"s\" {\n  sensitive = true\n  default = \"x\"\n}\nmodule \"s\" {\n  source = \"./m\"\n  size = sensitive(\"t3\")\n  after = var.s\n}\n",
        ),
        (
            "with a circle",
            "locals {\n  a = local.b\n  b = local.a\n}\nmodule \"c\" {\n  source = \"./m\"\n  size = local.b\n}\nmodule \"d\" {\n  source = \"./m\"\n  size = local.a\n}\n",
        ),
        (
            "with too many",
            "module \"many\" {\n  source = \"./m\"\n  for_each = { for n in range(1990) : n => n }\n  size = each.value\n}\nmodule \"more\" {\n  source = \"./nest\"\n}\n",
        ),
    ];
    let nest: String = (0..40).fold(String::new(), |mut all, number| {
        let _ = writeln!(all, "module \"n{number}\" {{\n  source = \"../m\"\n  for_each = toset(formatlist(\"k%s\", range(60)))\n  size = each.key\n}}");
        all
    });
    for (name, more) in rows {
        let mut root = more.to_owned();
        for number in 0..24 {
            let after = (number + 7) % 24;
            let _ = writeln!(
                root,
                "module \"m{number}\" {{\n  source = \"./m\"\n  size = \"t{number}\"\n  after = module.m{after}.size\n}}"
            );
        }
        let shelf = Shelf::of(&[("main.tf", &root), ("m/main.tf", module), ("nest/main.tf", &nest)]);
        let (unit, problems, passed_by) = shelf.resolve("");
        let files = folder::read("", &shelf).expect("the folder can be read");
        let mut whole = share("", &files, &shelf, (Standing::ByItself, |_| true), 0..usize::MAX);
        let whole_passed_by = settle(&mut whole.unit, "");
        assert!(unit.blocks.len() >= 24, "{name}");
        assert_eq!(format!("{:?}", unit.blocks), format!("{:?}", whole.unit.blocks), "{name}");
        let sorted = |mut spans: Vec<_>| {
            spans.sort_by_key(|span: &crate::model::source::Span| (span.source.0, span.start, span.end));
            spans.dedup();
            spans
        };
        assert_eq!(sorted(unit.secrets), sorted(whole.unit.secrets), "{name}");
        assert_eq!(problems, whole.problems, "{name}");
        assert_eq!(passed_by, whole_passed_by, "{name}");
    }
}
