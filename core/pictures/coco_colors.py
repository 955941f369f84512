"""The colours of COCO's 80 labels, "#rrggbb".

Chosen by a search over all of sRGB in the band of luminance that stands out from light and dark pages, in which only
hue and strength are left to tell labels apart: those that are often on one picture (the groups in
tests/unit/test_palette.py) lie as far apart as they can, a person furthest from all, and the others far enough.
"""

COCO_COLORS = {
    "person": "#3e89f7", "bicycle": "#9184ac", "car": "#cc7200", "motorcycle": "#2d8670",
    "airplane": "#78926f", "bus": "#74722e", "train": "#e85856", "truck": "#cb4219", "boat": "#9834fd",
    "traffic light": "#3994a9", "fire hydrant": "#439a15", "stop sign": "#a95479", "parking meter": "#a053fd",
    "bench": "#868c7f", "bird": "#18804d", "cat": "#d645fd", "dog": "#d52256", "horse": "#7d688b",
    "sheep": "#709517", "cow": "#b16c7b", "elephant": "#ae7f77", "bear": "#cf16a1", "zebra": "#ad77be",
    "giraffe": "#696f7b", "backpack": "#c95fc2", "umbrella": "#8660ac", "handbag": "#a5851d",
    "tie": "#a87e93", "suitcase": "#4a8288", "frisbee": "#2e9e52", "skis": "#a4730c", "snowboard": "#8f6370",
    "sports ball": "#856d49", "kite": "#66864c", "baseball bat": "#a24cba", "baseball glove": "#ba5f51",
    "skateboard": "#fc16ae", "surfboard": "#bc4852", "tennis racket": "#057c79", "bottle": "#ee1401",
    "wine glass": "#9c6141", "cup": "#187b90", "fork": "#597859", "knife": "#a84d95", "spoon": "#ab6ce4",
    "bowl": "#f130d2", "banana": "#897c05", "apple": "#d72633", "sandwich": "#9b735e", "orange": "#c26201",
    "broccoli": "#397f19", "carrot": "#f7511f", "hot dog": "#6f69a3", "pizza": "#6b53fd", "donut": "#199d78",
    "cake": "#d6638b", "chair": "#908e29", "couch": "#de5a18", "potted plant": "#5d7a21", "bed": "#986694",
    "dining table": "#878895", "toilet": "#837984", "tv": "#0e9021", "laptop": "#a06108", "mouse": "#c107d1",
    "remote": "#7d58d1", "keyboard": "#c8714f", "cell phone": "#cc2880", "microwave": "#ce6f73",
    "oven": "#ec0f6d", "toaster": "#b2814e", "sink": "#b85207", "refrigerator": "#53936c", "book": "#38988e",
    "clock": "#726f62", "vase": "#fd293b", "scissors": "#f6486f", "teddy bear": "#fc328c",
    "hair drier": "#c070a4", "toothbrush": "#97885f",
}  # fmt: skip
