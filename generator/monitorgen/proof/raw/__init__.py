"""Stories about alerts on PromQL of their owner's, which states no intent: series are looked for that make it fire.

    expression --Aim: push the wanted value down to the selectors--> Courses --series--> Inputs --judge--> Case

What is proposed is judged by `promql.evaluate` before it is told, and by promtool afterwards: a proposal that does not
fire, or is not quiet before, is dropped for the next `Choice`. Whoever's expression is not solved writes `tests`.
"""
