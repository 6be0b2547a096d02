//! A description as an HTML page that stands alone, to be read on a screen and on paper.

use super::{Description, Go, List, Step};
use crate::picture::mark::escaped;
use crate::text::{Language, Texts};

/// How it looks: quiet, black on white, and whole steps on one sheet where that is possible.
const STYLE: &str = "
:root { color-scheme: light; }
body { font: 15px/1.5 Inter, 'Helvetica Neue', Arial, 'Liberation Sans', sans-serif; color: #17202B;
  max-width: 52rem; margin: 2.5rem auto; padding: 0 1.5rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .4rem; }
h2 { font-size: 1.25rem; margin: 2.2rem 0 .6rem; border-bottom: 1px solid #DDE2E8; padding-bottom: .25rem; }
h3 { font-size: 1.05rem; margin: 0; }
.about { font-size: 1.05rem; margin: 0 0 .4rem; }
.weak { color: #526070; }
figure { margin: 1.5rem 0; background: #F4F6F8; border: 1px solid #DDE2E8; border-radius: 8px; overflow: hidden; }
figure svg { display: block; width: 100%; height: auto; max-height: 60rem; }
nav ol { columns: 2; column-gap: 2rem; padding-left: 1.6rem; margin: 0; }
nav li { break-inside: avoid; }
a { color: #0B5FD8; text-decoration: none; }
a:hover { text-decoration: underline; }
.step { break-inside: avoid; margin: 1.1rem 0; padding: .2rem 0 .2rem 1rem; border-left: 3px solid #DDE2E8; }
.step p { margin: .25rem 0; }
blockquote { margin: .5rem 0; padding: .4rem .8rem; background: #F4F6F8; border-radius: 6px; }
dl { display: grid; grid-template-columns: minmax(8rem, max-content) 1fr; gap: .15rem 1rem; margin: .5rem 0; }
dt { color: #526070; }
dd { margin: 0; overflow-wrap: anywhere; }
ul.ways { margin: .5rem 0; padding-left: 1.2rem; }
ul.ways li { margin: .1rem 0; }
.back { font-style: italic; }
.odd { color: #8A5000; }
table { border-collapse: collapse; width: 100%; margin: .4rem 0 1rem; }
td { border-top: 1px solid #DDE2E8; padding: .3rem .6rem .3rem 0; vertical-align: top; overflow-wrap: anywhere; }
td + td { width: 38%; }
tr { break-inside: avoid; }
@page { margin: 18mm 16mm; }
@media print {
  body { font-size: 10.5pt; margin: 0; max-width: none; padding: 0; }
  a { color: inherit; }
  h2 { break-after: avoid; }
  figure { break-inside: avoid; }
  figure svg { max-height: 22cm; }
}
";

/// The page, with a picture of the flow on top.
pub fn html(description: &Description, picture: &str, texts: &Texts) -> String {
    let language = match texts.language() {
        Language::En => "en",
        Language::Es => "es",
    };
    let mut page = String::new();
    let title = escaped(&description.title);
    page.push_str(&format!(
        "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<header>\n<h1>{title}</h1>\n"
    ));
    if let Some(about) = &description.about {
        page.push_str(&format!("<p class=\"about\">{}</p>\n", escaped(about)));
    }
    page.push_str(&format!("<p class=\"weak\">{}</p>\n</header>\n", escaped(&description.opening)));
    page.push_str(&format!("<figure>{picture}</figure>\n"));
    contents(&mut page, description, texts);
    page.push_str(&format!("<h2 id=\"steps\">{}</h2>\n", escaped(texts.say("describe-steps"))));
    let mut is_apart = false;
    for one in &description.steps {
        if !one.is_reached && !std::mem::replace(&mut is_apart, true) {
            let title = escaped(texts.say("describe-unreached"));
            page.push_str(&format!("<h2>{title}</h2>\n"));
        }
        step(&mut page, one, texts);
    }
    for (number, one) in description.lists.iter().enumerate() {
        list(&mut page, one, number);
    }
    page.push_str("</body>\n</html>\n");
    page
}

fn contents(page: &mut String, description: &Description, texts: &Texts) {
    page.push_str(&format!("<nav>\n<h2>{}</h2>\n<ol>\n", escaped(texts.say("describe-contents"))));
    for step in &description.steps {
        page.push_str(&format!(
            "<li><a href=\"#step-{}\">{}</a> <span class=\"weak\">{}</span></li>\n",
            step.number,
            escaped(&step.name),
            escaped(step.other_kind())
        ));
    }
    page.push_str("</ol>\n<p>");
    let links =
        description.lists.iter().enumerate().map(|(number, list)| {
            format!("<a href=\"#list-{number}\">{}</a>", escaped(&list.title))
        });
    page.push_str(&links.collect::<Vec<_>>().join(" · "));
    page.push_str("</p>\n</nav>\n");
}

fn step(page: &mut String, step: &Step, texts: &Texts) {
    page.push_str(&format!(
        "<section class=\"step\" id=\"step-{}\">\n<h3>{} <span class=\"weak\">{}</span></h3>\n",
        step.number,
        escaped(&Description::heading(step)),
        escaped(step.other_kind())
    ));
    if step.is_unknown {
        let text = escaped(texts.say("describe-unknown"));
        page.push_str(&format!("<p class=\"odd\">{text}</p>\n"));
    } else if !step.about.is_empty() {
        page.push_str(&format!("<p class=\"weak\">{}</p>\n", escaped(&step.about)));
    }
    for (label, text) in &step.speech {
        page.push_str(&format!(
            "<blockquote><span class=\"weak\">{}:</span> {}</blockquote>\n",
            escaped(label),
            escaped(&texts.fill("describe-quoted", &[("text", text.into())]))
        ));
    }
    if !step.settings.is_empty() {
        page.push_str("<dl>");
        for (label, value) in &step.settings {
            let (label, value) = (escaped(label), escaped(value));
            page.push_str(&format!("<dt>{label}</dt><dd>{value}</dd>"));
        }
        page.push_str("</dl>\n");
    }
    if step.ways.is_empty() {
        page.push_str(&format!("<p>{}</p>\n", escaped(texts.say("describe-end"))));
    } else {
        page.push_str("<ul class=\"ways\">\n");
        for way in &step.ways {
            page.push_str(&format!("<li>{}: {}</li>\n", escaped(&way.when), go(&way.go, texts)));
        }
        page.push_str("</ul>\n");
    }
    page.push_str("</section>\n");
}

fn go(go: &Go, texts: &Texts) -> String {
    let link = |number: &usize, name: &str, text: &str, class: &str| {
        let step = escaped(&format!("{number}. {name}"));
        let link = format!("<a href=\"#step-{number}\">{step}</a>");
        format!("<span class=\"{class}\">{} {link}</span>", escaped(texts.say(text)))
    };
    match go {
        Go::On(number, name) => link(number, name, "describe-go-on", "on"),
        Go::Back(number, name) => link(number, name, "describe-go-back", "back"),
        Go::Missing(name) => {
            let text = texts.fill("describe-missing", &[("name", name.into())]);
            format!("<span class=\"odd\">{}</span>", escaped(&text))
        }
        Go::End => escaped(texts.say("describe-ends")),
    }
}

fn list(page: &mut String, list: &List, number: usize) {
    page.push_str(&format!("<h2 id=\"list-{number}\">{}</h2>\n<table>\n", escaped(&list.title)));
    for row in &list.rows {
        let steps = row.steps.iter().map(|(number, name)| {
            format!("<a href=\"#step-{number}\">{}</a>", escaped(&format!("{number}. {name}")))
        });
        page.push_str(&format!(
            "<tr><td>{}</td><td>{}</td></tr>\n",
            escaped(&row.what),
            steps.collect::<Vec<_>>().join(", ")
        ));
    }
    page.push_str("</table>\n");
}
