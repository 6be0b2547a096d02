//! The boxes and wires of two flows over one another: what is there, then what is gone, with signs.

use std::collections::BTreeMap;

use centralita_engine::declare::Catalogue;
use centralita_engine::flow::{Change, ChangeKind};
use centralita_engine::{Flow, WidgetName};

use crate::canvas::{Index, Route, Scene, Sign, Wire, route_all};
use crate::scene;

/// Boxes and wires with the signs of a comparison.
#[derive(Clone, Default)]
pub struct Picture {
    /// What is drawn.
    pub scene: Scene,
    /// Who is where.
    pub index: Index,
    /// The sign of each box.
    pub boxes: Vec<Option<Sign>>,
    /// The sign of each wire.
    pub wires: Vec<Option<Sign>>,
    /// So many boxes are of the flow itself; those after them are gone.
    pub own_boxes: usize,
    /// So many wires are of the flow itself; those after them are gone.
    pub own_wires: usize,
}

/// The pictures of a comparison.
#[derive(Clone, Default)]
pub struct Pictures {
    /// Both flows over one another.
    pub overlay: Picture,
    /// The flow before.
    pub before: Picture,
}

/// Which exit of which box of the overlay: by what it is called, and which of several that is.
type End = (usize, String, usize);

/// Draws both pictures. The boxes of the flow keep their numbers in the overlay, and so do its wires.
pub fn pictures(
    before: &Flow,
    after: &Flow,
    own: &Scene,
    changes: &[&Change],
    catalogue: &Catalogue,
) -> Pictures {
    let old = scene::of(before, catalogue, &[]);
    let mut picture = Picture {
        scene: own.clone(),
        boxes: vec![None; own.boxes.len()],
        wires: vec![None; own.wires.len()],
        own_boxes: own.boxes.len(),
        own_wires: own.wires.len(),
        ..Picture::default()
    };
    let mut older = Picture {
        boxes: vec![None; old.boxes.len()],
        wires: vec![None; old.wires.len()],
        own_boxes: old.boxes.len(),
        own_wires: old.wires.len(),
        ..Picture::default()
    };
    let places = numbers(before, after, &old, changes, &mut picture);
    let signs = wire_signs(&old, &places, own);
    for (number, sign) in signs.now {
        picture.wires[number] = Some(sign);
    }
    for number in signs.gone {
        older.wires[number] = Some(Sign::Removed);
        let wire = &old.wires[number];
        let chips = picture.scene.boxes[places[wire.from]].chips.as_slice();
        let label = &old.boxes[wire.from].chips[wire.chip].label;
        let chip = chips.iter().position(|chip| chip.label == *label);
        let chip = chip.unwrap_or(wire.chip.min(chips.len().saturating_sub(1)));
        let (from, to) = (places[wire.from], places[wire.to]);
        picture.scene.wires.push(Wire { from, chip, to, route: Route::default() });
        picture.wires.push(Some(Sign::Removed));
    }
    for change in changes {
        let Some(number) = change.widget.as_ref().and_then(|name| after.index_of(name.as_str()))
        else {
            continue;
        };
        let sign = match change.kind {
            ChangeKind::Removed => continue,
            ChangeKind::Added => Sign::Added,
            // The wires say it, where there are any to be seen.
            ChangeKind::ExitAdded | ChangeKind::ExitRemoved | ChangeKind::Connection
                if picture
                    .scene
                    .wires
                    .iter()
                    .zip(&picture.wires)
                    .any(|(wire, sign)| wire.from == number && sign.is_some()) =>
            {
                continue;
            }
            _ => Sign::Changed,
        };
        if picture.boxes[number] != Some(Sign::Added) {
            picture.boxes[number] = Some(sign);
        }
    }
    for (number, place) in places.iter().enumerate() {
        older.boxes[number] = picture.boxes[*place];
    }
    drawn(&mut picture);
    older.scene = old;
    drawn(&mut older);
    Pictures { overlay: picture, before: older }
}

/// The number in the overlay of each box before; boxes that are gone are put into it.
fn numbers(
    before: &Flow,
    after: &Flow,
    old: &Scene,
    changes: &[&Change],
    picture: &mut Picture,
) -> Vec<usize> {
    let renamed: BTreeMap<&str, &WidgetName> = changes
        .iter()
        .filter(|change| change.kind == ChangeKind::Renamed)
        .filter_map(|change| Some((change.before.as_ref()?.as_text()?, change.widget.as_ref()?)))
        .collect();
    let mut places = Vec::with_capacity(old.boxes.len());
    for (widget, shape) in before.widgets().iter().zip(&old.boxes) {
        let name = widget.name.as_str();
        let now = renamed.get(name).map_or(name, |name| name.as_str());
        if let Some(number) = after.index_of(now) {
            places.push(number);
            continue;
        }
        let mut ghost = shape.clone();
        // Where something else stands now, what is gone stands beside it.
        if picture.scene.boxes.iter().any(|other| other.rect.intersects(ghost.rect)) {
            let free = scene::free_place(&picture.scene, ghost.rect.min, ghost.rect.size());
            ghost.rect = ghost.rect.translate(free - ghost.rect.min);
        }
        places.push(picture.scene.boxes.len());
        picture.scene.boxes.push(ghost);
        picture.boxes.push(Some(Sign::Removed));
    }
    places
}

struct WireSigns {
    now: Vec<(usize, Sign)>,
    gone: Vec<usize>,
}

/// Which wires are new or lead elsewhere, and which are gone.
fn wire_signs(old: &Scene, places: &[usize], own: &Scene) -> WireSigns {
    let was = ends(old, &|number| places[number]);
    let is = ends(own, &|number| number);
    let mut signs = WireSigns { now: Vec::new(), gone: Vec::new() };
    let (mut new, mut lost) = (Vec::new(), Vec::new());
    for (end, number) in &is {
        let to = own.wires[*number].to;
        match was.get(end).map(|number| places[old.wires[*number].to]) {
            None => new.push(*number),
            Some(before) if before != to => signs.now.push((*number, Sign::Changed)),
            Some(_) => {}
        }
    }
    for (end, number) in &was {
        let to = places[old.wires[*number].to];
        match is.get(end).map(|number| own.wires[*number].to) {
            None => lost.push(*number),
            Some(now) if now != to => signs.gone.push(*number),
            Some(_) => {}
        }
    }
    // An exit that only got another name leads from the same box to the same.
    for number in new {
        let wire = &own.wires[number];
        let same = lost.iter().position(|other| {
            let other = &old.wires[*other];
            (places[other.from], places[other.to]) == (wire.from, wire.to)
        });
        match same {
            Some(place) => {
                lost.swap_remove(place);
                signs.now.push((number, Sign::Changed));
            }
            None => signs.now.push((number, Sign::Added)),
        }
    }
    signs.gone.extend(lost);
    signs.gone.sort_unstable();
    signs
}

fn ends(scene: &Scene, place: &dyn Fn(usize) -> usize) -> BTreeMap<End, usize> {
    let mut ends = BTreeMap::new();
    for (number, wire) in scene.wires.iter().enumerate() {
        let chips = &scene.boxes[wire.from].chips;
        let label = &chips[wire.chip].label;
        let nth = chips[..wire.chip].iter().filter(|chip| chip.label == *label).count();
        ends.insert((place(wire.from), label.to_string(), nth), number);
    }
    ends
}

fn drawn(picture: &mut Picture) {
    let mut index = Index::of_boxes(&picture.scene);
    route_all(&mut picture.scene, &index);
    index.add_wires(&picture.scene);
    picture.index = index;
}
