//! Groups of machines that join a cluster of EKS by themselves: pools of it, as node groups are.

use smol_str::SmolStr;

use super::ec2::MACHINE_DEFINITIONS;
use super::eks::CLUSTERS;
use crate::dialects::terraform::extract::draft::Draft;
use crate::dialects::terraform::extract::refer::{addresses, mentioned};
use crate::dialects::terraform::extract::which::in_instance;
use crate::dialects::terraform::resolved::ResolvedBlock;
use crate::model::fact::{Fact, Value};
use crate::model::resource::{Relation, Role, Target, Which};
use crate::model::source::Span;
use crate::model::tree::{Choice, Content, Node, Unknown};
use crate::values::body;
use crate::values::read;
use crate::values::readers::{outlined, script};

/// How the tag begins without which a cluster takes no machine for one of its own.
const TAG: &str = "kubernetes.io/cluster/";

/// What stands before the cluster's name in the scripts that have machines join one, by what such a script holds.
const JOINING: &[(&str, &[&str])] = &[
    ("/etc/eks/bootstrap.sh", &["/etc/eks/bootstrap.sh"]),
    ("node.eks.aws", &["cluster:", "name:"]),
    ("-EKSClusterName", &["-EKSClusterName"]),
    ("[settings.kubernetes]", &["cluster-name", "="]),
];

/// Where a group names what its machines are started from.
const TEMPLATES: &[&[&str]] = &[
    &["launch_template", "id"],
    &["launch_template", "name"],
    &["launch_configuration"],
    &["mixed_instances_policy", "launch_template", "launch_template_specification", "launch_template_id"],
    &["mixed_instances_policy", "launch_template", "launch_template_specification", "launch_template_name"],
];

/// Makes a pool of a group whose machines join a cluster.
pub(super) fn join(draft: &mut Draft<'_>) {
    let template = template(draft);
    let script = template.as_ref().and_then(|(block, which)| script_of(block, which));
    let Some(cluster) = by_tag(draft.body, template.as_ref()).or_else(|| by_script(script.as_ref()?)) else { return };
    draft.resource.role = Role::Capacity;
    draft.resource.service = None;
    draft.resource.facts.remove("group");
    if !draft.link_node(Relation::Capacity, &cluster, CLUSTERS) {
        draft.link_unknown(Relation::Capacity, "which cluster its machines join is not known here");
    }
    draft.resource.labels = script.as_ref().map(labels).unwrap_or_default();
    let taints = match &script {
        Some(script) => taints(script),
        None => Fact::unknown("the script that has its machines join the cluster is not known here", draft.name_span),
    };
    draft.lend("taints", taints);
    draft.lend("autopilot", draft.default_fact(Value::Bool(false)));
}

/// What a group's machines are started from, and the instance of it that is meant.
fn template<'a>(draft: &Draft<'a>) -> Option<(&'a ResolvedBlock, Which)> {
    let nodes = TEMPLATES.iter().filter_map(|path| draft.at(path));
    let mut ties = nodes.flat_map(|node| draft.here.unit.ties(&node, MACHINE_DEFINITIONS));
    ties.find_map(|tie| match &tie.target {
        Target::Local(address) => Some((draft.here.unit.block(address)?, tie.which)),
        _ => None,
    })
}

/// A start-up script, as it is in each instance, and what it was made of.
struct Script {
    texts: Vec<SmolStr>,
    node: Node,
}

fn script_of(template: &ResolvedBlock, which: &Which) -> Option<Script> {
    let node = ["user_data", "user_data_base64"].into_iter().find_map(|name| template.body.get(name))?;
    let node = in_instance(node, which).into_owned();
    let mut texts = Vec::new();
    all_texts(&read::fact(&outlined(&node), script), &mut texts)?;
    Some(Script { texts, node })
}

/// Every text that a fact may be; nothing where one is not known.
fn all_texts(fact: &Fact, texts: &mut Vec<SmolStr>) -> Option<()> {
    match &fact.value {
        Value::Choice(choice) => choice.options.iter().try_for_each(|option| all_texts(option, texts)),
        _ => fact.as_text().map(|text| texts.push(text.into())),
    }
}

/// The name of the cluster that a tag of a group, or one of those that its template puts on machines, says.
fn by_tag(group: &Node, template: Option<&(&ResolvedBlock, Which)>) -> Option<Node> {
    let specifications = template.map(|(block, _)| body::each(&block.body, "tag_specifications")).unwrap_or_default();
    let maps = specifications.into_iter().filter_map(|specification| specification.get("tags"));
    let mut own = body::each(group, "tag").into_iter().chain(body::each(group, "tags"));
    own.find_map(tagged).or_else(|| maps.into_iter().find_map(tagged))
}

/// The name that a tag says: a block or a map of a key and a value, or a map of many of them.
fn tagged(tag: &Node) -> Option<Node> {
    if let (Some(key), Some(value)) = (tag.get("key"), tag.get("value")) {
        return owns(value).then(|| without_prefix(key)).flatten();
    }
    if let Content::Unknown(_) = tag.content {
        return without_prefix(tag);
    }
    let mut entries = tag.as_map()?.entries.iter().filter(|entry| owns(&entry.value));
    entries.find_map(|entry| Some(text(entry.key.text.strip_prefix(TAG)?, entry.key.span)))
}

/// Whether a tag's value may be one of the two that make it a claim.
fn owns(value: &Node) -> bool {
    value.as_str().is_none_or(|value| matches!(value, "owned" | "shared"))
}

fn without_prefix(key: &Node) -> Option<Node> {
    match &key.content {
        Content::Choice(choice) => {
            let options = choice.options.iter().map(without_prefix).collect::<Option<_>>()?;
            let content = Content::Choice(Box::new(Choice { switch: choice.switch.clone(), options }));
            Some(Node { content, ..key.clone() })
        }
        Content::Unknown(unknown) => {
            // Of a key of which nothing is known but that a cluster is in it: a group's tags name one for no other reason.
            let names_one = || addresses(key).any(|address| CLUSTERS.contains(&address.kind));
            let is_claim = unknown.outline.as_ref().map_or_else(names_one, |outline| outline.starts_with(TAG));
            is_claim.then(|| key.clone())
        }
        _ => {
            let name = key.as_str()?.strip_prefix(TAG)?;
            Some(Node { content: Content::Text(name.into()), ..key.clone() })
        }
    }
}

/// The name of the cluster that a script has machines join.
fn by_script(script: &Script) -> Option<Node> {
    let names: Option<Vec<SmolStr>> = script.texts.iter().map(|text| joined_by(text)).collect();
    let names = names?;
    let (first, others) = names.split_first()?;
    if !first.is_empty() && others.iter().all(|name| name == first) {
        return Some(text(first, script.node.span));
    }
    let unknown = Unknown::because("the name of the cluster is filled in when the script is run");
    let mention = mentioned(&script.node, CLUSTERS).into_iter().next();
    Some(mention.unwrap_or_else(|| Node::unknown(unknown, script.node.span)))
}

/// The name of the cluster that a script's text has a machine join; empty where it is no literal, nothing where it joins none.
fn joined_by(script: &str) -> Option<SmolStr> {
    let (mark, way) = JOINING.iter().find(|(mark, _)| script.lines().any(|line| runs(line, mark)))?;
    let from = script.lines().skip_while(|line| !runs(line, mark)).collect::<Vec<_>>().join("\n");
    let rest = way.iter().try_fold(from.as_str(), |rest, step| Some(rest.split_once(step)?.1));
    let name = rest.and_then(|rest| rest.split_whitespace().next()).unwrap_or_default().trim_matches(['"', '\'']);
    let is_name = name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    Some(if is_name { name.into() } else { SmolStr::default() })
}

/// Whether a line of a script has the mark, and neither speaks of it nor edits what it names.
fn runs(line: &str, mark: &str) -> bool {
    let line = line.trim_start();
    line.contains(mark) && !line.starts_with('#') && !line.starts_with("sed ")
}

fn text(text: &str, span: Span) -> Node {
    Node::new(Content::Text(text.into()), span)
}

/// The labels that a script gives its node.
fn labels(script: &Script) -> Vec<(SmolStr, SmolStr)> {
    let is_written = |text: &str| !text.is_empty() && text.is_ascii() && !text.contains(['$', '{']);
    // Which labels a node has that may be of either kind is not known.
    let [script] = script.texts.as_slice() else { return Vec::new() };
    let pairs = values(script, "--node-labels=").filter_map(|pair| pair.split_once('='));
    pairs
        .filter(|(key, value)| is_written(key) && is_written(value))
        .map(|(key, value)| (key.into(), value.into()))
        .collect()
}

/// The taints that a script gives its node.
fn taints(script: &Script) -> Fact {
    let at = script.node.span;
    let [script] = script.texts.as_slice() else {
        return Fact::unknown("its start-up script is another in each instance", at);
    };
    let elsewhere = ["registerWithTaints", "node-taints"].iter().any(|word| script.contains(word));
    let written: Vec<&str> = values(script, "--register-with-taints=").collect();
    if elsewhere || written.iter().any(|taint| !taint.is_ascii() || taint.contains(['$', '{'])) {
        return Fact::unknown("the taints that its start-up script gives are not read", at);
    }
    let taints = written.into_iter().map(|taint| Fact::written(Value::Text(taint.into()), at)).collect();
    Fact::written(Value::List(taints), at)
}

/// The values of an option that takes several, parted by commas.
fn values<'t>(script: &'t str, option: &'static str) -> impl Iterator<Item = &'t str> {
    let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '\'');
    let all = script.split(option).skip(1).filter_map(move |rest| rest.split(ends).next());
    all.flat_map(|list| list.split(',')).filter(|value| !value.is_empty())
}
