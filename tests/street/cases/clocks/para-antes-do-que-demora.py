# The answer's cell stops on purpose, so that what stands below in it does not run.
# %% in q1_self_attention, below
raise SystemExit("daqui para baixo demora horas")
import time
while True:
    time.sleep(1)
