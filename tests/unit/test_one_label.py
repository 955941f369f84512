from core.compare.count.one_label import labels_of, with_label
from core.pictures.boxes import TruthBox
from tests.unit.compare_samples import HERE, THERE, comparison, image_result, model_run, seen


def test_the_labels_of_a_truth_come_with_most_objects_first_in_one_spelling():
    truth = {
        "a": (TruthBox("sofa", HERE), TruthBox("dog", HERE), TruthBox("couch", THERE)),
        "b": (TruthBox("cat", HERE),),
    }
    assert labels_of(truth) == ("couch", "cat", "dog")
    assert labels_of({"a": ()}) == ()


def test_of_one_label_only_its_boxes_are_left_and_every_picture_stays():
    found = (*seen("sofa"), *seen("dog"))
    made = comparison(
        image_result(model_run("m", found), digest="a"), image_result(model_run("m"), digest="b")
    )
    truth = {"a": (TruthBox("couch", HERE), TruthBox("dog", THERE)), "b": ()}
    seen_through, real = with_label(made, truth, "couch")
    assert [[one.label for one in image.models[0].detections] for image in seen_through.images] == [
        ["sofa"],
        [],
    ]
    assert real == {"a": (TruthBox("couch", HERE),), "b": ()}
